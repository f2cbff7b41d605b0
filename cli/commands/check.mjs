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

const PATIENCE_S = 30;
/** After the time is over, as long as the rest of the work then lets it. */
const ASKING_MS = 4_500;

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '<page address> [--seconds 30] [--parameters] [--json] [--allow-matomo]',
  positionals: ["a page's address"],
  options: {
    seconds: { value: '<number>', help: `looks for so long at the most; ${PATIENCE_S} unless said` },
    parameters: { help: 'shows every parameter of every hit, and what it means' },
    json: { help: 'prints everything as JSON' },
    'allow-matomo': { help: "takes Matomo's own tracker and its cookies for no problem, as where both are compared" },
  },
  notes: [
    'It looks until the page asks for nothing for a second. The hits are sent, so the visit may stand in your reports.',
    'Then it asks each server that took hits whether it knows the site, and whether it is a tracker-proxy. Neither question makes a visit.',
    'It ends five seconds after --seconds at the latest, whatever the page does, with what was seen until then.',
    'It needs Chromium (or CHROMIUM, the path of one) and playwright-core. The exit status is 1 when there is a problem.',
  ],
  async run({ values, positionals }) {
    const address = webAddress(positionals[0], '`crumbless check`');
    const patience = seconds(values, 'seconds', PATIENCE_S);
    const deadline = new Deadline(patience);
    const decode = await loadDecoder();
    const seen = await withBrowser((browser) => visit(browser, address, deadline.left() / 1_000));
    const found = findings(seen, decode);
    const servers = await askServers({ hits: found.hits, trackers: seen.answers.trackers }, deadline.left(ASKING_MS));
    const verdict = judge(seen, { ...found, servers }, { allowsMatomo: Boolean(values['allow-matomo']) });
    console.log(values.json ? asJson(seen, found, verdict) : asText(seen, found, verdict, Boolean(values.parameters)));
    return verdict.problems.length > 0 ? 1 : 0;
  },
};
