/**
 * What is wrong with a page's tracking, each in a sentence that says what to do. Notes are worth knowing and nobody's fault.
 *
 * @module
 */
import { isRedirect, withoutQuery } from './findings.mjs';
import { clean } from './text.mjs';

/**
 * @param {import('./visit.mjs').Visit} visit
 * @param {ReturnType<typeof import('./findings.mjs').findings> & {servers?: Awaited<ReturnType<typeof import('./servers.mjs').askServers>>}} found
 * @param {{allowsMatomo?: boolean}} [options] whether Matomo's own tracker is no problem
 * @returns {{problems: string[], notes: string[]}}
 */
export function judge(visit, found, { allowsMatomo = false } = {}) {
  const rules = [page, behaviour, scripts, trackers, policy, consoleLines, answers, servers, contents, twice, insecure, ...(allowsMatomo ? [] : [others, leftovers])];
  const all = rules.flatMap((rule) => rule(visit, found, allowsMatomo));
  const of = (isNote) => [...new Set(all.filter((fault) => Boolean(fault.note) === isNote).map((fault) => fault.note ?? fault.problem))];
  return { problems: of(false), notes: of(true) };
}

const problem = (text) => ({ problem: text });
const note = (text) => ({ note: text });
const shown = (url) => clean(withoutQuery(url));

function page({ status, isAtRest }) {
  return [
    status >= 400 && problem(`The page was answered with ${status}: is its address right?`),
    !isAtRest && note('The page did not come to rest in time, so hits may be missing here: give it more with --seconds.'),
  ].filter(Boolean);
}

const ENDS = {
  closed: 'The page closed itself while it was looked at, so hits may be missing here: which of its scripts calls window.close?',
  crashed: 'The page crashed while it was looked at, so hits may be missing here: does it use up the memory?',
  overwhelmed: 'The page made the browser say more than can be taken in, so hits may be missing here: which of its scripts writes to the console without an end?',
};

/** What kept the page from being looked at, and what is no tracker though it says it is. */
function behaviour({ end, isTooMuch, answers: { isAnswered, isBusy, lies } }, { hitsLeftOut }) {
  return [
    end !== null && problem(ENDS[end]),
    end === null && isBusy && problem("A script of the page keeps the browser busy without an end, and visitors' browsers too: which of them has a loop?"),
    end === null && !isAnswered && !isBusy && problem('The page cannot be asked about its tracker: does it go on to another page all the time?'),
    isTooMuch && problem('The page does more than is written down here (requests, addresses or texts without an end), so hits may be missing: which of its scripts does that?'),
    hitsLeftOut > 0 && problem(`The page sent ${hitsLeftOut} hits more than are shown here: what sends so many?`),
    ...lies.map((lie) => problem(`The page's tracker does not behave as one (${clean(lie)}): which other script sets window.Matomo?`)),
  ].filter(Boolean);
}

/** Files that did not arrive, and too many that did. */
function scripts(visit, { scripts: all }, allowsMatomo) {
  const lost = all.filter(({ kind }) => kind === 'missing');
  const kinds = ['crumbless', 'bundle', ...(allowsMatomo ? [] : ['matomo'])];
  const running = all.filter(({ kind, isFallback }) => kinds.includes(kind) && !isFallback);
  const urls = new Set(running.map(({ url }) => withoutQuery(url)));
  return [
    ...lost.map(({ url, status, failure, isFallback }) => {
      const why = failure ? clean(failure) : `answer ${status}`;
      const where = isFallback ? 'copy it beside the tracker with `npx crumbless copy`' : 'put the file there, or correct the address in the snippet';
      return problem(`${shown(url)} could not be loaded (${why}): ${where}.`);
    }),
    ...all.filter(({ kind }) => kind === 'unread').map(({ url }) => problem(`${shown(url)} came too late, or is too large, to be looked at: what does the server answer there?`)),
    ...all.filter(({ kind }) => kind === 'other').map(({ url }) => problem(`${shown(url)} is no tracker: the server answers with something else, or something on the way changes the file.`)),
    ...(urls.size > 1 ? [problem(`Several trackers are loaded (${[...urls].map(clean).join(', ')}), so visits may be counted more than once: leave one.`)] : []),
    ...(running.length > urls.size ? [problem('A tracker is loaded twice: the snippet stands on the page more than once; leave one.')] : []),
  ];
}

/** Whether one runs at all, and what it was given. */
function trackers({ end, answers: { isAnswered, lies, hasMatomo, trackers: all, waitingCommands, asksNotToTrack } }, { scripts: files, hits }) {
  const isThere = files.some(({ kind }) => !['missing', 'other', 'unread'].includes(kind));
  // Nothing is known of a tracker that could not be asked, and what was told by something else is worth nothing.
  if (isThere && (!isAnswered || end !== null || lies.length > 0)) return [];
  if (!hasMatomo && !isThere) {
    if (files.length > 0) return []; // said already
    return [problem('The page loads no tracker: put the code that `npx crumbless snippet` prints into it.')];
  }
  if (!hasMatomo) return [problem('The tracker was loaded and does not run: the lines of the console and the policy say why.')];
  if (all.length === 0) return [problem('The tracker runs without a site: the snippet must push setTrackerUrl and setSiteId before it is loaded.')];
  const without = all.filter(({ url, site }) => url === '' || site === '').length;
  const waiting = all.filter(({ waitsForConsent }) => waitsForConsent).length;
  return [
    without > 0 && problem('A tracker was not told where to send, or for which site: push setTrackerUrl and setSiteId.'),
    waitingCommands.length > 0 && problem(`Commands are left in _paq (${waitingCommands.slice(0, 5).map(clean).join(', ')}): a second script has set it anew; leave one.`),
    waiting > 0 && note('The tracker waits for consent; hits leave after setConsentGiven.'),
    hits.length === 0 && waiting === 0 && asksNotToTrack && note('The browser asks not to track, which this page may honour.'),
    hits.length === 0 && waiting === 0 && problem('The tracker runs and sent nothing: does the page push trackPageView?'),
  ].filter(Boolean);
}

/** Whatever a policy refused of the tracker. Where WebAssembly is, the fallback is as good. */
function policy({ violations, answers: { trackers: all } }, { scripts: files, hits }) {
  const ours = [...files.map(({ url }) => url), ...all.map(({ url }) => url)].map(withoutQuery);
  const fellBack = files.some(({ kind, isFallback }) => kind === 'crumbless' && isFallback) && hits.length > 0;
  return violations.map(({ directive, blocked, isReportOnly }) => {
    const refused = `The page's Content-Security-Policy ${isReportOnly ? 'would refuse' : 'refuses'}`;
    if (blocked.startsWith('wasm')) {
      const text = `${refused} WebAssembly (${directive})`;
      if (isReportOnly || fellBack) return note(`${text}, and the tracker runs as JavaScript: with 'wasm-unsafe-eval' in script-src nothing more has to be loaded.`);
      return problem(`${text}: add 'wasm-unsafe-eval' to script-src, or put matomo.fallback.js beside the tracker.`);
    }
    const isOurs = ours.includes(withoutQuery(blocked)) || /\/(?:(?:matomo|piwik)\.(?:php|js)|crumbless\.js)$/.test(withoutQuery(blocked));
    if (isOurs && !isReportOnly) return problem(`${refused} ${shown(blocked)}: add its host to ${directive}.`);
    const what = blocked === 'inline' ? 'an inline script or style; is it the snippet? Then give it a nonce or use --form attribute' : clean(blocked);
    return note(`${refused} ${what} (${directive}).`);
  });
}

function consoleLines({ console: lines }, { scripts: files, hits }) {
  const fellBack = files.some(({ kind, isFallback }) => kind === 'crumbless' && isFallback) && hits.length > 0;
  // Refused WebAssembly is an error of that name; the policy's own line tells it.
  return lines.filter((line) => !(fellBack && line.includes('CompileError'))).map((line) => problem(`The tracker complains in the console: “${line}”.`));
}

const ANSWERS = {
  400: 'is the site id right, and does that site exist',
  401: 'does the server ask for a password there',
  403: 'does a firewall or a list of blocked addresses stand before it',
  404: 'is a matomo.php there? Correct the address in the snippet',
};

function answers(visit, { requests }) {
  return requests.flatMap(({ receiver, status, failure }) => {
    const where = clean(receiver);
    if (failure) {
      if (/csp/i.test(failure)) return []; // the policy's own line tells it
      const isBlocked = /BLOCKED_BY/.test(failure);
      return [problem(`A hit to ${where} did not arrive (${clean(failure)}): ${isBlocked ? 'the browser or an extension blocked it' : 'does the server run, and is the address right'}?`)];
    }
    if (isRedirect(status)) return [problem(`${where} sends hits on to another address (${status}), where they may lose what they say: write the final address into the snippet.`)];
    if (status >= 500) return [problem(`${where} answered a hit with ${status}: the log of the Matomo server says why.`)];
    if (status >= 400) return [problem(`${where} answered a hit with ${status}: ${ANSWERS[status] ?? 'the log of the Matomo server says why; is it reached'}?`)];
    if (status === null) return [note(`A hit to ${where} was not answered while the page was looked at.`)];
    return [];
  });
}

/** What a server that answered the page says when it is asked by itself. */
function servers(visit, { servers: { answers: asked = [], leftOut = 0 } = {} }) {
  return [
    ...asked.flatMap(({ receiver, site, status, isPage, isProxy }) => {
      const where = clean(receiver);
      return [
        isPage && problem(`${where} answers with a page, as no Matomo does, so hits are lost there: is a matomo.php there? Correct the address in the snippet.`),
        status === 400 && problem(`${where} refuses the hits of site ${clean(site)} (answer 400), though it answered the page: does that site exist in this Matomo?`),
        status >= 500 && problem(`${where} fails for hits of site ${clean(site)} (answer ${status}), though it answered the page: the log of the Matomo server says why.`),
        (status === null || (status >= 300 && status < 500 && status !== 400)) && note(`Whether ${where} knows site ${clean(site)} could not be learned (${status === null ? 'no answer in time' : `answer ${status}`}).`),
        isProxy && note(`${where} is Matomo's tracker-proxy. One of before mid 2026 hides the visitors' addresses of hits that leave together, so that visits merge: \`npx crumbless verify\` finds out; update it, or use \`npx crumbless snippet --disable-bundling\`.`),
      ].filter(Boolean);
    }),
    ...(leftOut > 0 ? [note(`Of ${leftOut} more sites or servers it was not asked whether they are known.`)] : []),
  ];
}

/** What the decoder says of the hits themselves. */
function contents({ cookies }, { hits, requests }) {
  const keepsIds = cookies.some(({ name }) => COOKIES.test(name) && /id\b/.test(name));
  const of = (severities) => (parts) => parts.flatMap(({ kind, problems }) => problems
    .filter(({ severity, parameter, text }) => severities.includes(severity) && !(keepsIds && parameter === '_id') && text)
    .map(({ text }) => (kind ? `${kind}: ${clean(text)}` : clean(text))));
  const parts = [...requests.map(({ problems }) => ({ problems })), ...hits];
  return [...of(['error', 'warning'])(parts).map(problem), ...of(['note'])(parts).map(note)];
}

/** The same page view for the same site, at the same server. */
function twice({ answers: { trackers: all } }, { hits, scripts: files }, allowsMatomo) {
  // Ours and Matomo's beside it send it once each.
  const senders = allowsMatomo && (files.some(({ kind }) => kind === 'matomo') || all.some(({ isOurs }) => !isOurs)) ? 2 : 1;
  const views = hits.filter(({ kind }) => kind === 'page-view').map(({ receiver, site, page: url }) => ({ key: JSON.stringify([receiver, site, url]), site, url }));
  const again = views.filter(({ key }, at) => views.slice(0, at).filter((view) => view.key === key).length >= senders);
  return again.map(({ site, url }) => problem(`The view of ${clean(url)} was sent to site ${clean(site)} more than once: the snippet or trackPageView is on the page twice; leave one.`));
}

function insecure({ url }, { scripts: files, requests }) {
  if (!url.startsWith('https:')) return [];
  const plain = [...files.map((file) => file.url), ...requests.map((request) => request.url)].filter((address) => address.startsWith('http:'));
  return plain.map((address) => problem(`The page is on https and asks for ${shown(address)}, which browsers block: write https:// in the snippet.`));
}

const INSTEAD = 'which may set cookies: put our file in its place, or give --allow-matomo if you compare both';

/** By what a file is, not by its name; and by what runs, which may have come in another script or stand in the page. */
function others({ answers: { trackers: all, lies } }, { scripts: files }) {
  const own = files.filter(({ kind }) => kind === 'matomo');
  if (own.length > 0) return own.map(({ url }) => problem(`${shown(url)} is Matomo's own tracker, ${INSTEAD}.`));
  const isStrange = lies.length === 0 && all.some(({ isOurs }) => !isOurs);
  return isStrange ? [problem(`A tracker that is not ours runs on the page, Matomo's own perhaps, ${INSTEAD}.`)] : [];
}

/**
 * Matomo's: `_pk_` or what `setCookieNamePrefix` says, then what it is for, the site and four digits of a hash; `mtm_` for consent; those
 * of the server's own pages. Browsers know two prefixes that a name may have before all this.
 */
const COOKIES = /^(?:__(?:Host|Secure)-)?(?:_pk_|mtm_|(?:matomo|piwik)_(?:ignore|sessid)$|.*(?:id|ses|ref|cvar|hsr|testcookie)\.[^.]+\.[0-9a-f]{4}$)/i;

function leftovers({ cookies }) {
  const names = cookies.map(({ name }) => name).filter((name) => COOKIES.test(name));
  if (names.length === 0) return [];
  return [problem(`Matomo's cookies are set (${names.map(clean).join(', ')}), which Crumbless never does: find what else sets them, another tracker or the server perhaps.`)];
}
