/** `crumbless verify`: checks that what this tracker sends arrives in a real Matomo, and as what. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { withBrowser } from '../lib/browser.mjs';
import { loadDecoder } from '../lib/decoder.mjs';
import { Failure, UsageError } from '../lib/errors.mjs';
import { hitKinds } from '../lib/hit-kinds.mjs';
import { seconds, webAddress } from '../lib/options.mjs';
import { checkAccess, readBack } from '../lib/reporting-api.mjs';
import { sendHits } from '../lib/sender.mjs';
import { clean, counted, table } from '../lib/text.mjs';

const DEFAULT_SECONDS = 60;

/** Suffix of the user id for the hit that is sent alone, in a visit of its own. */
const ALONE = '-alone';

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '--matomo <address> --site <id> [--token-file <file>] [--page <address>] [--goal <id>] [--seconds 60] [--insecure]',
  positionals: [],
  options: {
    matomo: { value: '<address>', help: 'address of your Matomo', required: true },
    site: { value: '<id>', help: 'id of a site in it; the hits stay in its reports', required: true },
    'token-file': { value: '<file>', help: 'a file with a token_auth that may view the site; you can set MATOMO_TOKEN instead' },
    page: { value: '<address>', help: 'the page address to track, for sites that only accept their own' },
    goal: { value: '<id>', help: 'id of a goal of the site to convert once' },
    seconds: { value: '<number>', help: `how long to wait for Matomo to report the visit (default: ${DEFAULT_SECONDS})` },
    insecure: { help: 'also sends the token over http://, where anyone on the network can read it' },
  },
  notes: [
    'The token is tested before anything is recorded. The visit is marked with a user id that begins with "crumbless-verify-". When it has arrived,',
    'a second visit follows with a single page view, sent in a request of its own. If Matomo has a different IP address for it, there is an old',
    'tracker-proxy in between. It needs Chromium (set CHROMIUM to its path if it is not found) and playwright-core. The token is sent only to that Matomo,',
    'in a request body; the browser never gets it. Over http:// it is sent to this machine only, unless you pass --insecure. The exit status is 1 if a',
    'hit is missing.',
  ],
  async run({ values }) {
    const { matomo, api } = place(values.matomo);
    const token = readToken(values['token-file']);
    if (token !== undefined && !values.insecure && !isPrivateWay(matomo)) {
      throw new UsageError(`The token was not sent to ${clean(matomo)}, where anyone on the network could read it: use https://, or pass --insecure to send it anyway.`);
    }
    const patience = seconds(values, 'seconds', DEFAULT_SECONDS);
    const mark = `crumbless-verify-${randomBytes(6).toString('hex')}`;
    const page = values.page === undefined ? `https://${mark}.example.org/` : webAddress(values.page, '--page').href;
    const kinds = hitKinds(mark, { page, goal: values.goal });

    // Before anything is recorded.
    await checkAccess({ api, site: values.site, token });
    const decode = await loadDecoder();
    const shown = kinds.filter(({ isAction }) => isAction);
    const question = { api, site: values.site, token, seconds: patience };
    const { sent, visits, actions, addresses, isEnough, alone } = await withBrowser(async (browser) => {
      const to = { matomo, site: values.site, seconds: patience, decode };
      const sent = await sendHits(browser, { ...to, rows: [['setUserId', mark], ...kinds.flatMap((kind) => kind.rows)], count: kinds.length });
      refuse(`${matomo}matomo.php`, sent, patience);
      const together = await readBack({ ...question, user: mark }, (reported) => shown.every(({ isAction }) => reported.some(isAction)));
      if (!together.isEnough) return { sent, ...together, alone: [] };
      // Not before: some servers merge what two users send from one place into one visit.
      const single = [['disableBundling'], ['setUserId', mark + ALONE], ['setCustomUrl', page], ['trackPageView', mark + ALONE]];
      await sendHits(browser, { ...to, rows: single, count: 1 });
      const alone = await readBack({ ...question, user: mark + ALONE }, (reported) => reported.length > 0);
      return { sent, ...together, alone: alone.addresses };
    });

    console.log(`${counted(sent.length, 'hit')} sent to ${matomo}matomo.php, site ${clean(values.site)}, as user ${mark}.`);
    console.log(table(kinds.map((kind) => line(kind, { sent, actions, visits }))).join('\n'));
    if (visits > 1) console.log(`Matomo recorded ${visits} visits; 1 was expected.`);
    if (values.goal === undefined) console.log('No goal was tested: pass the id of a goal with --goal.');
    if (!isEnough) {
      console.error(missing(visits, patience, values.goal));
      return 1;
    }
    const proxy = proxyBetween(addresses, alone);
    if (proxy) console.error(proxy);
    else if (addresses.length === 0 || alone.length === 0) console.log('Matomo does not report the IP addresses of the visits, so an old tracker-proxy in front of it cannot be detected.');
    return proxy ? 1 : 0;
  },
};

function line({ kind, title, isAction, says }, { sent, actions, visits }) {
  const response = sent.find((hit) => hit.kind === kind);
  const status = response ? `status ${response.status}` : 'not sent';
  // It only shows as part of a visit.
  if (!isAction) return [response && visits > 0 ? '✔' : '✖', title, status, 'Matomo reports no action for it'];
  const action = actions.find(isAction);
  return [action ? '✔' : '✖', title, status, action ? `arrived: ${clean(says(action))}` : 'did not arrive'];
}

function missing(visits, patience, goal) {
  const goalHint = goal === undefined ? '' : `, and check that it has goal ${clean(goal)}`;
  if (visits > 0) return `Some hits did not appear in the visit within ${patience} seconds: enable their plugin for this site (Contents, Ecommerce, Site Search, Goals)${goalHint}.`;
  return (
    `Matomo reported no visit of this user within ${patience} seconds. If the site only accepts its own addresses, pass one with --page. ` +
    'If it processes hits later, use more --seconds. Also check whether it excludes this IP address or browser.'
  );
}

/** A tracker-proxy from before mid-2026 passes on the visitor's IP address only for hits in a request's URL. */
function proxyBetween(together, alone) {
  if (alone.length === 0 || together.every((address) => alone.includes(address))) return undefined;
  return (
    `Hits sent together come from ${clean(together.join(', '))}, a hit sent alone from ${clean(alone.join(', '))}: unless this machine has several addresses, an old tracker-proxy is in front ` +
    'of this Matomo, and visits of different visitors are merged. Update the proxy, or send each hit in a request of its own: `npx crumbless snippet --disable-bundling`.'
  );
}

function refuse(address, sent, patience) {
  if (sent.length === 0) throw new Failure(`No hit reached ${address} within ${patience} seconds: check the address, and that this machine can reach it.`);
  const refused = sent.find(({ status, failure }) => failure !== null || status >= 300);
  if (refused) throw new Failure(refusedHit(address, refused));
}

function refusedHit(address, { status, failure }) {
  if (failure !== null) return `A hit to ${address} did not arrive (${clean(failure)}): check the address, and that this machine can reach it.`;
  if (status < 400) return `${address} redirects hits to another address (${status}): pass the final address with --matomo.`;
  const hints = {
    400: 'check that the site exists',
    404: 'check that this is the address of a Matomo',
    500: "see the server's log. Matomo rejects a whole request if the plugin for one of its hits (Contents, Events) is deactivated",
  };
  return `${address} returned status ${status}: ${hints[status] ?? "see the server's log"}.`;
}

/** The folder of the Matomo, whichever of its addresses was given. */
function place(address) {
  const url = webAddress(address, '--matomo');
  if (url.username || url.password || url.search || url.hash) throw new UsageError('--matomo takes only the address of your Matomo, without user name, query or hash.');
  const folder = url.href.replace(/(?:matomo|piwik|index)\.php$/, '').replace(/\/?$/, '/');
  return { matomo: folder, api: `${folder}index.php` };
}

/** Encrypted, or local to this machine. */
function isPrivateWay(address) {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(?:(?:[\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function readToken(file) {
  const given = process.env.MATOMO_TOKEN?.trim();
  // No program started from here gets it.
  delete process.env.MATOMO_TOKEN;
  if (file === undefined) {
    if (given && !/^\w+$/.test(given)) throw new UsageError('MATOMO_TOKEN must contain only the token: letters and digits.');
    return given || undefined;
  }
  let token;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--token-file ${file} cannot be read (${error.code}): pass a file that contains only the token.`);
  }
  if (!/^\w+$/.test(token)) throw new UsageError(`--token-file ${file} must contain only the token: letters and digits on one line.`);
  return token;
}
