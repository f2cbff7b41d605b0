/**
 * What a page requests, what its policy blocks and what its console prints, as reported by the browser.
 *
 * @module
 */
import { OVERDUE, within } from './deadline.mjs';
import { clean } from './text.mjs';

/** Trackers wait up to 800 ms between two hits. A page without requests for longer is idle. */
const QUIET_MS = 1_000;
/** Connections that stay open by design. */
const WARNING_TYPES = ['error', 'warning'];
const ENDLESS = ['eventsource', 'websocket', 'media'];

/** Limits of the record. The rest is ignored, and the report says so. */
export const LIMITS = Object.freeze({
  requests: 2_000,
  addressCharacters: 256 * 1024,
  bodyCharacters: 1024 * 1024,
  allCharacters: 32 * 1024 * 1024,
  scriptBytes: 8 * 1024 * 1024,
  allScriptBytes: 64 * 1024 * 1024,
  lines: 100,
});

/** Possible trackers are read first. */
const TRACKER = /matomo|piwik|crumbless/;

/** DevTools' names of violations, and those of `securitypolicyviolation`. */
const REFUSED = { kInlineViolation: 'inline', kEvalViolation: 'eval', kWasmEvalViolation: 'wasm-eval', kTrustedTypesSinkViolation: 'trusted-types-sink', kTrustedTypesPolicyViolation: 'trusted-types-policy' };

/**
 * @typedef {object} Exchange a request and its outcome
 * @property {string} url
 * @property {string} method
 * @property {string} type the browser's resource type: script, image, fetch, ping ...
 * @property {string} body
 * @property {number | null} status null without a response
 * @property {string | null} failure why there is no response
 * @property {Buffer | null} content of scripts, and of the page itself
 */

/**
 * @param {import('playwright-core').Page} page before it is opened
 * @param {import('playwright-core').CDPSession} session of it
 */
export async function startRecord(page, session) {
  /** Requests and their responses, null until then. */
  const seen = new Map();
  const openRequests = new Set();
  const beacons = [];
  const lines = [];
  /** Those of them that are no warnings or errors. */
  const infos = [];
  const violations = [];
  let characters = 0;
  let isTooMuch = false;
  let status = null;
  let hasResponse = false;
  let stir = () => {};

  /** Whether there is room for more. */
  const take = (amount, list, most) => {
    if (list >= most || characters + amount > LIMITS.allCharacters) {
      isTooMuch = true;
      return false;
    }
    characters += amount;
    return true;
  };

  session.on('Audits.issueAdded', ({ issue }) => {
    const refused = issue.details?.contentSecurityPolicyIssueDetails;
    if (!refused || !take(100, violations.length, LIMITS.lines)) return;
    const blocked = String(REFUSED[refused.contentSecurityPolicyViolationType] ?? refused.blockedURL ?? '').slice(0, LIMITS.bodyCharacters);
    violations.push({ directive: String(refused.violatedDirective), blocked, isReportOnly: refused.isReportOnly === true });
  });
  // The event does not include the body of a beacon made from a Blob.
  session.on('Network.requestWillBeSent', ({ requestId, type, request }) => {
    if (type !== 'Ping' || !request.hasPostData || request.postData !== undefined || beacons.length >= LIMITS.requests) return;
    const beacon = { url: String(request.url), body: '' };
    beacons.push(beacon);
    session.send('Network.getRequestPostData', { requestId }).then(({ postData, base64Encoded }) => {
      const text = base64Encoded ? Buffer.from(postData, 'base64').toString('utf8') : postData;
      if (take(text.length, 0, 1)) beacon.body = text;
    }, () => {}); // the page is gone, and with it the body
  });
  page.on('console', (message) => {
    const [line] = message.text().slice(0, LIMITS.addressCharacters).split('\n', 1); // without the stack
    if (/^Crumbless\b/.test(line) && take(line.length, lines.length, LIMITS.lines)) {
      lines.push(clean(line));
      if (!WARNING_TYPES.includes(message.type())) infos.push(clean(line));
    }
  });
  page.on('request', (request) => {
    stir();
    if (seen.size >= LIMITS.requests) isTooMuch = true;
    else {
      seen.set(request, null);
      if (!ENDLESS.includes(request.resourceType())) openRequests.add(request);
      stir();
    }
  });
  page.on('response', (response) => {
    const request = response.request();
    if (seen.has(request)) seen.set(request, response);
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return;
    hasResponse = true;
    status = response.status();
  });
  for (const event of ['requestfinished', 'requestfailed']) {
    page.on(event, (request) => {
      openRequests.delete(request);
      stir();
    });
  }
  await Promise.all([session.send('Audits.enable'), session.send('Network.enable', { maxPostDataSize: LIMITS.bodyCharacters })]);

  async function exchanges(left) {
    const all = [...seen].flatMap(([request, response]) => {
      const url = request.url();
      const body = request.postData() ?? takeBeacon(request, beacons);
      // data: and blob: addresses contact nobody.
      if (!/^https?:/.test(url)) return [];
      if (url.length > LIMITS.addressCharacters || body.length > LIMITS.bodyCharacters || !take(url.length + body.length, 0, 1)) {
        isTooMuch = true;
        return [];
      }
      return [{ request, response, exchange: describe(request, response, url, body) }];
    });
    const scripts = all.filter(({ exchange: { type }, request, response }) => type === 'script' && response?.ok() && !openRequests.has(request));
    scripts.sort((one, other) => TRACKER.test(other.exchange.url) - TRACKER.test(one.exchange.url));
    let bytes = 0;
    for (const { response, exchange } of scripts) {
      if (left() <= 0 || bytes > LIMITS.allScriptBytes) {
        isTooMuch = true;
        break;
      }
      if (Number(response.headers()['content-length']) > LIMITS.scriptBytes) {
        isTooMuch = true;
        continue;
      }
      const content = await within(response.body().catch(() => null), left());
      if (content === OVERDUE || content === null) continue;
      bytes += content.length;
      if (content.length <= LIMITS.scriptBytes) exchange.content = content;
      else isTooMuch = true;
    }
    const itself = all.findLast(({ exchange: { type }, request, response }) => type === 'document' && request.isNavigationRequest() && request.frame() === page.mainFrame() && response?.ok());
    const html = itself && left() > 0 ? await within(itself.response.body().catch(() => null), left()) : null;
    if (html !== OVERDUE && html && html.length <= LIMITS.scriptBytes) itself.exchange.content = html;
    return all.map(({ exchange }) => exchange);
  }

  return {
    console: lines,
    infos,
    violations,
    exchanges,
    /** Of the last response for the page itself. */
    status: () => status,
    hasResponse: () => hasResponse,
    isTooMuch: () => isTooMuch,

    /**
     * @param {number} milliseconds
     * @returns {Promise<boolean>} whether the page became idle in time
     */
    rest: (milliseconds) =>
      new Promise((resolve) => {
        let quiet;
        const end = (isAtRest) => {
          clearTimeout(quiet);
          clearTimeout(over);
          stir = () => {};
          resolve(isAtRest);
        };
        const over = setTimeout(end, milliseconds, false);
        stir = () => {
          clearTimeout(quiet);
          if (openRequests.size === 0) quiet = setTimeout(end, QUIET_MS, true);
        };
        stir();
      }),
  };
}

function describe(request, response, url, body) {
  const type = request.resourceType();
  // Chromium also reports failures for responses with an error status or that are not valid images.
  const hasOutcome = response && (type !== 'script' || !response.ok());
  return { url, method: request.method(), type, body, status: response?.status() ?? null, failure: hasOutcome ? null : request.failure()?.errorText ?? null, content: null };
}

/** In the order of sending. */
function takeBeacon(request, beacons) {
  const index = beacons.findIndex(({ url }) => url === request.url());
  return index < 0 || request.method() !== 'POST' ? '' : beacons.splice(index, 1)[0].body;
}
