/** `crumbless verify`: does what this tracker sends arrive in a real Matomo, and as what? */
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

const PATIENCE_S = 60;

/** For a hit that leaves alone, whose visit stands beside that of the hits that left together. */
const ALONE = '-alone';

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '--matomo <address> --site <id> [--token-file <file>] [--page <address>] [--goal <id>] [--seconds 60] [--insecure]',
  positionals: [],
  options: {
    matomo: { value: '<address>', help: 'address of the Matomo', required: true },
    site: { value: '<id>', help: 'a site of it; the hits stay in its reports', required: true },
    'token-file': { value: '<file>', help: 'a file with a token_auth that may view the site; or set MATOMO_TOKEN' },
    page: { value: '<address>', help: 'the address to track, for sites that take no other than their own' },
    goal: { value: '<id>', help: 'a goal of the site, to be reached once' },
    seconds: { value: '<number>', help: `waits for so long for Matomo to tell the visit; ${PATIENCE_S} unless said` },
    insecure: { help: 'sends the token over http:// too, where everyone on the way can read it' },
  },
  notes: [
    'The token is tried before anything is recorded. The visit is marked by a user id that begins with "crumbless-verify-"; when it has arrived,',
    'a second one with one page view follows, whose hit leaves alone: where Matomo has another IP address for it, an old tracker-proxy stands between.',
    'It needs Chromium (or CHROMIUM, the path of one) and playwright-core. The token is sent to that Matomo alone, in the body of a request, and',
    'no browser gets it. Over http:// it is sent to this machine only, unless --insecure is given. The exit status is 1 when a hit is missing.',
  ],
  async run({ values }) {
    const { matomo, api } = place(values.matomo);
    const token = readToken(values['token-file']);
    if (token !== undefined && !values.insecure && !isPrivateWay(matomo)) {
      throw new UsageError(`A token would go to ${clean(matomo)} where everyone on the way can read it: give an address with https://, or --insecure if you mean it.`);
    }
    const patience = seconds(values, 'seconds', PATIENCE_S);
    const mark = `crumbless-verify-${randomBytes(6).toString('hex')}`;
    const page = values.page === undefined ? `https://${mark}.example.org/` : webAddress(values.page, '--page').href;
    const kinds = hitKinds(mark, { page, goal: values.goal });

    // Before anything stands in the reports.
    await checkAccess({ api, site: values.site, token });
    const decode = await loadDecoder();
    const shown = kinds.filter(({ isAction }) => isAction);
    const question = { api, site: values.site, token, seconds: patience };
    const { sent, visits, actions, addresses, isEnough, alone } = await withBrowser(async (browser) => {
      const to = { matomo, site: values.site, seconds: patience, decode };
      const sent = await sendHits(browser, { ...to, rows: [['setUserId', mark], ...kinds.flatMap((kind) => kind.rows)], count: kinds.length });
      refuse(`${matomo}matomo.php`, sent, patience);
      const together = await readBack({ ...question, user: mark }, (told) => shown.every(({ isAction }) => told.some(isAction)));
      if (!together.isEnough) return { sent, ...together, alone: [] };
      // Not before: some servers make one visit of what two users send from one place.
      const single = [['disableBundling'], ['setUserId', mark + ALONE], ['setCustomUrl', page], ['trackPageView', mark]];
      await sendHits(browser, { ...to, rows: single, count: 1 });
      const alone = await readBack({ ...question, user: mark + ALONE }, (told) => told.length > 0);
      return { sent, ...together, alone: alone.addresses };
    });

    console.log(`${counted(sent.length, 'hit')} sent to ${matomo}matomo.php, site ${clean(values.site)}, as user ${mark}.`);
    console.log(table(kinds.map((kind) => line(kind, { sent, actions, visits }))).join('\n'));
    if (visits > 1) console.log(`Matomo made ${visits} visits of them; one was expected.`);
    if (values.goal === undefined) console.log('No goal was tried: --goal takes the id of one.');
    if (!isEnough) {
      console.error(missing(visits, patience, values.goal));
      return 1;
    }
    const proxy = proxyBetween(addresses, alone);
    if (proxy) console.error(proxy);
    else if (addresses.length === 0 || alone.length === 0) console.log('Matomo does not say where the visits came from, so an old tracker-proxy before it would not be seen.');
    return proxy ? 1 : 0;
  },
};

function line({ kind, title, isAction, says }, { sent, actions, visits }) {
  const answer = sent.find((hit) => hit.kind === kind);
  const status = answer ? `answer ${answer.status}` : 'not sent';
  // It shows in the visit alone, where there is one.
  if (!isAction) return [answer && visits > 0 ? '✔' : '✖', title, status, 'Matomo tells no action of its own for it'];
  const action = actions.find(isAction);
  return [action ? '✔' : '✖', title, status, action ? `arrived: ${clean(says(action))}` : 'did not arrive'];
}

function missing(visits, patience, goal) {
  const hasGoal = goal === undefined ? '' : `, and does it have goal ${clean(goal)}`;
  if (visits > 0) return `Some hits did not become part of the visit within ${patience} seconds: is their plugin (Contents, Ecommerce, Site Search, Goals) on for this site${hasGoal}?`;
  return (
    `Matomo told no visit of this user within ${patience} seconds. Does the site take its own addresses alone (give one with --page), ` +
    'does it leave this computer or its browser out, or does it write hits down later (then ask again with more --seconds)?'
  );
}

/** A tracker-proxy of before mid 2026 says the visitor's address only of hits in a request's address. */
function proxyBetween(together, alone) {
  if (alone.length === 0 || together.every((address) => alone.includes(address))) return undefined;
  return (
    `Hits that leave together come from ${clean(together.join(', '))}, one that leaves alone from ${clean(alone.join(', '))}: an old tracker-proxy stands before this Matomo ` +
    '(unless this machine has several addresses), and visits of different visitors become one. Update it, or give each hit a request of its own: `npx crumbless snippet --disable-bundling`.'
  );
}

function refuse(address, sent, patience) {
  if (sent.length === 0) throw new Failure(`No hit reached ${address} in ${patience} seconds: is the address right, and can it be reached from here?`);
  const refused = sent.find(({ status, failure }) => failure !== null || status >= 300);
  if (refused) throw new Failure(refusedHit(address, refused));
}

function refusedHit(address, { status, failure }) {
  if (failure !== null) return `A hit to ${address} did not arrive (${clean(failure)}): is the address right, and can it be reached from here?`;
  if (status < 400) return `${address} sends hits on to another address (${status}): give --matomo the final address.`;
  const hints = { 400: 'does the site exist', 404: 'is this the address of a Matomo' };
  return `${address} answered ${status}: ${hints[status] ?? "what does the server's log say"}?`;
}

/** The folder of the Matomo, whichever of its addresses was given. */
function place(address) {
  const url = webAddress(address, '--matomo');
  if (url.username || url.password || url.search || url.hash) throw new UsageError('--matomo takes the address of the Matomo alone, without a name, a query or a hash.');
  const folder = url.href.replace(/(?:matomo|piwik|index)\.php$/, '').replace(/\/?$/, '/');
  return { matomo: folder, api: `${folder}index.php` };
}

/** Encrypted, or never leaving this machine. */
function isPrivateWay(address) {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(?:(?:[\w-]+\.)*localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function readToken(file) {
  const given = process.env.MATOMO_TOKEN?.trim();
  // No program that is started from here on gets it.
  delete process.env.MATOMO_TOKEN;
  if (file === undefined) {
    if (given && !/^\w+$/.test(given)) throw new UsageError('MATOMO_TOKEN must hold the token alone: letters and digits.');
    return given || undefined;
  }
  let token;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--token-file ${file} cannot be read (${error.code}): give a file with the token alone in it.`);
  }
  if (!/^\w+$/.test(token)) throw new UsageError(`--token-file ${file} must hold the token alone: letters and digits on one line.`);
  return token;
}
