/** `crumbless check`: what a page tracks, what it stores, and what is wrong with it. */
import { withBrowser } from '../lib/browser.mjs';
import { Deadline } from '../lib/deadline.mjs';
import { loadDecoder } from '../lib/decoder.mjs';
import { findings } from '../lib/findings.mjs';
import { judge } from '../lib/judge.mjs';
import { seconds, webAddress } from '../lib/options.mjs';
import { asJson, asText } from '../lib/report.mjs';
import { askServers } from '../lib/servers.mjs';
import { visit } from '../lib/visit.mjs';

const DEFAULT_SECONDS = 30;
/** After the time is over, and only as long as the rest of the work allows. */
const ASKING_MS = 4_500;

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '<page address> [--seconds 30] [--parameters] [--json] [--allow-matomo]',
  positionals: ["a page's address"],
  options: {
    seconds: { value: '<number>', help: `how long to watch the page at most (default: ${DEFAULT_SECONDS})` },
    parameters: { help: 'shows every parameter of every hit and its meaning' },
    json: { help: 'prints everything as JSON' },
    'allow-matomo': { help: "does not report Matomo's own tracker and its cookies as problems, for pages that compare both" },
  },
  notes: [
    'It watches until the page makes no requests for a second. The hits are sent, so the visit may appear in your reports.',
    'Then it asks each server that accepted hits whether it knows the site and whether it is a tracker-proxy. Neither request creates a visit.',
    'If a page loads both matomo.js and matomo.full.js, a note says what to write into the snippet instead.',
    'It ends at most five seconds after --seconds, whatever the page does, and reports what it has seen so far.',
    'It needs Chromium (set CHROMIUM to its path if it is not found) and playwright-core. The exit status is 1 if there is a problem.',
  ],
  async run({ values, positionals }) {
    const address = webAddress(positionals[0], '`crumbless check`');
    const patience = seconds(values, 'seconds', DEFAULT_SECONDS);
    const deadline = new Deadline(patience);
    const decode = await loadDecoder();
    const seen = await withBrowser((browser) => visit(browser, address, deadline.left() / 1_000));
    const found = findings(seen, decode);
    const servers = await askServers({ hits: found.hits, trackers: seen.state.trackers }, deadline.left(ASKING_MS));
    const verdict = judge(seen, { ...found, servers }, { allowsMatomo: Boolean(values['allow-matomo']) });
    console.log(values.json ? asJson(seen, found, verdict) : asText(seen, found, verdict, Boolean(values.parameters)));
    return verdict.problems.length > 0 ? 1 : 0;
  },
};
