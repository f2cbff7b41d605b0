/**
 * What is wrong with a page's tracking, each in a sentence that says what to do. Notes are worth knowing, but not problems.
 *
 * @module
 */
import { isRedirect, withoutQuery } from './findings.mjs';
import { clean } from './text.mjs';

/**
 * @param {import('./visit.mjs').Visit} visit
 * @param {ReturnType<typeof import('./findings.mjs').findings> & {servers?: Awaited<ReturnType<typeof import('./servers.mjs').askServers>>}} found
 * @param {{allowsMatomo?: boolean}} [options] whether Matomo's own tracker is allowed
 * @returns {{problems: string[], notes: string[]}}
 */
export function judge(visit, found, { allowsMatomo = false } = {}) {
  const rules = [page, behaviour, scripts, twoFiles, trackers, policy, consoleLines, responses, servers, contents, twice, insecure, ...(allowsMatomo ? [] : [others, leftovers])];
  const all = rules.flatMap((rule) => rule(visit, found, allowsMatomo));
  const of = (isNote) => [...new Set(all.filter((fault) => Boolean(fault.note) === isNote).map((fault) => fault.note ?? fault.problem))];
  return { problems: of(false), notes: of(true) };
}

const problem = (text) => ({ problem: text });
const note = (text) => ({ note: text });
const shown = (url) => clean(withoutQuery(url));

function page({ status, isAtRest }) {
  return [
    status >= 400 && problem(`The page returned status ${status}: check its address.`),
    !isAtRest && note('The page was still making requests when the time was over, so hits may be missing here: use more --seconds.'),
  ].filter(Boolean);
}

const ENDS = {
  closed: 'The page closed itself during the check, so hits may be missing here: find the script that calls window.close.',
  crashed: 'The page crashed during the check, so hits may be missing here: check its memory use.',
  overwhelmed: 'The page produced more browser events than can be recorded, so hits may be missing here: find the script that writes to the console without end.',
};

/** What prevented the check, and what only pretends to be a tracker. */
function behaviour({ end, isTooMuch, state: { wasQueried, isBusy, lies } }, { hitsLeftOut }) {
  return [
    end !== null && problem(ENDS[end]),
    end === null && isBusy && problem("A script on the page keeps the browser busy without end, also for your visitors: find the one with an infinite loop."),
    end === null && !wasQueried && !isBusy && problem('The page could not be queried about its tracker: find out whether it keeps navigating to another page.'),
    isTooMuch && problem('The page exceeds the limits of this check (too many or too long requests, scripts or console lines), so hits may be missing: find the script that causes this.'),
    hitsLeftOut > 0 && problem(`The page sent ${hitsLeftOut} more hits than this report shows: find out what sends so many.`),
    ...lies.map((lie) => problem(`The page's tracker does not behave like one (${clean(lie)}): find the other script that sets window.Matomo.`)),
  ].filter(Boolean);
}

/** Files that did not load, and too many that did. */
function scripts(visit, { scripts: all }, allowsMatomo) {
  const lost = all.filter(({ kind }) => kind === 'missing');
  const kinds = ['crumbless', 'bundle', ...(allowsMatomo ? [] : ['matomo'])];
  const running = all.filter(({ kind, isFallback, isEngagement }) => kinds.includes(kind) && !isFallback && !isEngagement);
  const asked = askedFor(running);
  const chosen = running.filter((file) => file !== asked?.full);
  const urls = new Set(chosen.map(({ url }) => withoutQuery(url)));
  return [
    ...lost.map(({ url, status, failure, isFallback, isEngagement, isFull }) => {
      const why = failure ? clean(failure) : `status ${status}`;
      const where = isFallback || isEngagement || isFull ? 'copy it next to the tracker with `npx crumbless copy`' : 'put the file there, or correct the address in the snippet';
      return problem(`${shown(url)} could not be loaded (${why}): ${where}.`);
    }),
    ...all.filter(({ kind }) => kind === 'unread').map(({ url }) => problem(`${shown(url)} was too late or too large (8 MiB at most) to be checked: look at what the server returns there.`)),
    ...all.filter(({ kind }) => kind === 'other').map(({ url }) => problem(`${shown(url)} is not a tracker: the server returns something else, or a proxy or CDN changes the file.`)),
    ...(urls.size > 1 ? [problem(`Several trackers are loaded (${[...urls].map(clean).join(', ')}), so visits may be counted more than once: keep one.`)] : []),
    ...(chosen.length > urls.size ? [problem('A tracker is loaded twice because the snippet is on the page more than once: keep one.')] : []),
  ];
}

/** The small file and the full one that it has loaded, if it has. */
function askedFor(running) {
  const core = running.find(({ kind, isFull, loads }) => (kind === 'crumbless' && !isFull) || loads);
  const full = core && running.slice(running.indexOf(core)).find(({ url, isFull }) => isFull && (!core.loads || core.loads === url));
  return full && { core, full };
}

/** Nobody has clicked: a page that loads both files does so whenever it is opened. */
function twoFiles(visit, { scripts: all, lacking = [] }) {
  const asked = askedFor(all.filter(({ kind, isFallback, isEngagement }) => kind === 'crumbless' && !isFallback && !isEngagement));
  const names = lacking.slice(0, 5).map(clean).join(', ');
  return asked ? [note(`The page uses a command that ${shown(asked.core.url)} lacks${names && ` (${names})`}, so each visit loads ${shown(asked.full.url)} too: write ${shown(asked.full.url)} as the script's address in the snippet, and only that is loaded.`)] : [];
}

/** Whether a tracker runs at all, and how it is configured. */
function trackers({ end, state: { wasQueried, lies, hasMatomo, trackers: all, waitingCommands, asksNotToTrack } }, { scripts: files, hits }) {
  const isThere = files.some(({ kind }) => !['missing', 'other', 'unread'].includes(kind));
  // Nothing is known about a tracker that could not be queried, and what something else reported is worthless.
  if (isThere && (!wasQueried || end !== null || lies.length > 0)) return [];
  if (!hasMatomo && !isThere) {
    if (files.length > 0) return []; // already reported
    return [problem('The page loads no tracker: add the code that `npx crumbless snippet` prints.')];
  }
  if (!hasMatomo && hits.length > 0 && files.some(({ kind }) => kind === 'module')) {
    return [note('The page uses the ES module, which sets nothing on `window`: its hits are checked, its settings cannot be read.')];
  }
  if (!hasMatomo) return [problem('The tracker was loaded but does not run: see the console lines and policy violations for the reason.')];
  if (all.length === 0) return [problem('The tracker runs without a site: push setTrackerUrl and setSiteId in the snippet.')];
  const without = all.filter(({ url, site }) => url === '' || site === '').length;
  const waiting = all.filter(({ waitsForConsent }) => waitsForConsent).length;
  return [
    without > 0 && problem('A tracker has no address or no site id: push setTrackerUrl and setSiteId.'),
    waitingCommands.length > 0 && problem(`Commands are left in _paq (${waitingCommands.slice(0, 5).map(clean).join(', ')}) because a second script replaced it: keep one.`),
    waiting > 0 && note('The tracker waits for consent: it sends hits after setConsentGiven.'),
    hits.length === 0 && waiting === 0 && asksNotToTrack && note('The browser sends Do Not Track or Global Privacy Control, which this page may honour.'),
    hits.length === 0 && waiting === 0 && problem('The tracker runs but sent nothing: push trackPageView on the page.'),
  ].filter(Boolean);
}

/** The ES module brings its fallback along, under a name that a bundler gave it. */
const isWithoutWasm = (files, hits) => hits.length > 0 && files.some(({ kind, isFallback }) => kind === 'module' || (kind === 'crumbless' && isFallback));

/** What a policy blocked. For WebAssembly, the fallback is as good. */
function policy({ violations, state: { trackers: all } }, { scripts: files, hits }) {
  const ours = [...files.map(({ url }) => url), ...all.map(({ url }) => url)].map(withoutQuery);
  const fellBack = isWithoutWasm(files, hits);
  return violations.map(({ directive, blocked, isReportOnly }) => {
    const blocks = `The page's Content-Security-Policy ${isReportOnly ? 'would block' : 'blocks'}`;
    if (blocked.startsWith('wasm')) {
      const text = `${blocks} WebAssembly (${directive})`;
      if (isReportOnly || fellBack) return note(`${text}, so the tracker runs as JavaScript: add 'wasm-unsafe-eval' to script-src to avoid loading the fallback.`);
      return problem(`${text}: add 'wasm-unsafe-eval' to script-src, or put matomo.fallback.js next to the tracker.`);
    }
    const isOurs = ours.includes(withoutQuery(blocked)) || /\/(?:(?:matomo|piwik)\.(?:php|js)|crumbless\.js|matomo\.full\.js|matomo\.engagement\.js)$/.test(withoutQuery(blocked));
    if (isOurs && !isReportOnly) return problem(`${blocks} ${shown(blocked)}: add its host to ${directive}.`);
    const what = blocked === 'inline' ? 'an inline script or style; if it is the snippet, give it a nonce or use --form attribute' : clean(blocked);
    return note(`${blocks} ${what} (${directive}).`);
  });
}

function consoleLines({ console: lines, infos = [] }, { scripts: files, hits }) {
  const fellBack = isWithoutWasm(files, hits);
  // Blocked WebAssembly is a CompileError; the policy rule reports it.
  const faults = lines.filter((line) => !infos.includes(line) && !(fellBack && line.includes('CompileError')));
  return [...faults.map((line) => problem(`The tracker logs an error: “${line}”.`)), ...infos.map((line) => note(`The tracker logs: “${line}”.`))];
}

const HINTS = {
  400: 'check the site id, and that this site exists',
  401: 'remove the password protection from this address',
  403: 'check firewalls and IP block lists in front of it',
  404: 'there is no matomo.php; correct the address in the snippet',
};

function responses(visit, { requests }) {
  return requests.flatMap(({ receiver, status, failure }) => {
    const where = clean(receiver);
    if (failure) {
      if (/csp/i.test(failure)) return []; // the policy rule reports it
      const isBlocked = /BLOCKED_BY/.test(failure);
      return [problem(`A hit to ${where} did not arrive (${clean(failure)}): ${isBlocked ? 'the browser or an extension blocked it' : 'check that the server is running and the address is correct'}.`)];
    }
    if (isRedirect(status)) return [problem(`${where} redirects hits (${status}), which may lose their data: put the final address into the snippet.`)];
    if (status >= 500) return [problem(`${where} returned status ${status} for a hit: see the Matomo server's log.`)];
    if (status >= 400) return [problem(`${where} returned status ${status} for a hit: ${HINTS[status] ?? "see the Matomo server's log, if the request reaches it"}.`)];
    if (status === null) return [note(`A hit to ${where} got no response during the check.`)];
    return [];
  });
}

/** What the servers that accepted hits respond to direct requests. */
function servers(visit, { servers: { responses: asked = [], leftOut = 0 } = {} }) {
  return [
    ...asked.flatMap(({ receiver, site, status, isPage, isProxy }) => {
      const where = clean(receiver);
      return [
        isPage && problem(`${where} returns an HTML page, which Matomo never does, so hits are lost: correct the address of matomo.php in the snippet.`),
        status === 400 && problem(`${where} rejects hits for site ${clean(site)} (status 400), although the page got a success response: check that the site exists in this Matomo.`),
        status >= 500 && problem(`${where} fails for hits of site ${clean(site)} (status ${status}), although the page got a success response: see the Matomo server's log.`),
        (status === null || (status >= 300 && status < 500 && status !== 400)) && note(`Could not find out whether ${where} knows site ${clean(site)} (${status === null ? 'no response in time' : `status ${status}`}).`),
        isProxy && note(`${where} is Matomo's tracker-proxy. Versions from before mid-2026 hide the visitor's IP address for bundled hits, which merges visits: run \`npx crumbless verify\` to find out. Update the proxy, or use \`npx crumbless snippet --disable-bundling\`.`),
      ].filter(Boolean);
    }),
    ...(leftOut > 0 ? [note(`${leftOut} more sites or servers were not checked: the limit is 10.`)] : []),
  ];
}

/** The decoder's findings on the hits themselves. */
function contents({ cookies }, { hits, requests }) {
  const keepsIds = cookies.some(({ name }) => COOKIES.test(name) && /id\b/.test(name));
  const of = (severities) => (parts) => parts.flatMap(({ kind, problems }) => problems
    .filter(({ severity, parameter, text }) => severities.includes(severity) && !(keepsIds && parameter === '_id') && text)
    .map(({ text }) => (kind ? `${kind}: ${clean(text)}` : clean(text))));
  const parts = [...requests.map(({ problems }) => ({ problems })), ...hits];
  return [...of(['error', 'warning'])(parts).map(problem), ...of(['note'])(parts).map(note)];
}

/** The same page view for the same site at the same server. */
function twice({ state: { trackers: all } }, { hits, scripts: files }, allowsMatomo) {
  // Next to Matomo's tracker, each of the two sends it once.
  const senders = allowsMatomo && (files.some(({ kind }) => kind === 'matomo') || all.some(({ isOurs }) => !isOurs)) ? 2 : 1;
  const views = hits.filter(({ kind }) => kind === 'page-view').map(({ receiver, site, page: url }) => ({ key: JSON.stringify([receiver, site, url]), site, url }));
  const again = views.filter(({ key }, at) => views.slice(0, at).filter((view) => view.key === key).length >= senders);
  return again.map(({ site, url }) => problem(`The page view of ${clean(url)} was sent to site ${clean(site)} more than once because the snippet or trackPageView is on the page twice: keep one.`));
}

function insecure({ url }, { scripts: files, requests }) {
  if (!url.startsWith('https:')) return [];
  const plain = [...files.map((file) => file.url), ...requests.map((request) => request.url)].filter((address) => address.startsWith('http:'));
  return plain.map((address) => problem(`The page is on https but requests ${shown(address)}, which browsers block: use https:// in the snippet.`));
}

const INSTEAD = 'which may set cookies: replace it with crumbless.js, or pass --allow-matomo if you compare both';

/** By a file's content, not its name, and by what runs, which may be part of another script or inline. */
function others({ state: { trackers: all, lies } }, { scripts: files }) {
  const own = files.filter(({ kind }) => kind === 'matomo');
  if (own.length > 0) return own.map(({ url }) => problem(`${shown(url)} is Matomo's own tracker, ${INSTEAD}.`));
  const isStrange = lies.length === 0 && all.some(({ isOurs }) => !isOurs);
  return isStrange ? [problem(`Another tracker runs on the page, perhaps Matomo's own, ${INSTEAD}.`)] : [];
}

/**
 * Matomo's cookies: `_pk_` or the prefix of `setCookieNamePrefix`, then the purpose, the site and four digits of a hash; `mtm_` for consent; those
 * of the server's own pages. All may have one of the two prefixes that browsers know.
 */
const COOKIES = /^(?:__(?:Host|Secure)-)?(?:_pk_|mtm_|(?:matomo|piwik)_(?:ignore|sessid)$|.*(?:id|ses|ref|cvar|hsr|testcookie)\.[^.]+\.[0-9a-f]{4}$)/i;

function leftovers({ cookies }) {
  const names = cookies.map(({ name }) => name).filter((name) => COOKIES.test(name));
  if (names.length === 0) return [];
  return [problem(`Matomo cookies are set (${names.map(clean).join(', ')}), which Crumbless never does: find what else sets them, such as another tracker or the server.`)];
}
