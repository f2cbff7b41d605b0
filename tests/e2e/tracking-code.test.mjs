/**
 * The tracking code as Matomo's form writes it (core/Tracker/TrackerCodeGenerator.php), with each line that the form or the first
 * pages of Matomo's guide put there: dist/matomo.js alone does all of it, but for a plugin that Matomo no longer ships.
 *
 * `CRUMBLESS_REFERENCE` names a matomo.js that gets the same pages; then a table of both is printed.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { after, describe, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { table } from '../../scripts/lib/table.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { built, script } from './support/built.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const REFERENCE = process.env.CRUMBLESS_REFERENCE;
const VIEW = { action_name: 'A page' };
const LINKS = `<a id="own" href="http://www.shop.example/basket">Own</a><a id="out" href="http://partner.example/">Out</a>
<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;
const REFERRER = () => Object.defineProperty(Document.prototype, 'referrer', { get: () => 'https://pay.partner.example/done' });
const DO_NOT_TRACK = () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' });

/**
 * The lines, and of each hit what is special; `undefined` is what it must not have, `PAGE` the page's address. `after` are lines
 * behind the page view; `clicks` are links that are clicked on.
 *
 * @type {Record<string, {lines?: string[], after?: string[], hits?: Record<string, string | undefined>[], search?: string, init?: () => void, clicks?: string[], end?: string}>}
 */
const CODES = {
  'nothing else': { clicks: ['out'], hits: [VIEW, { link: 'http://partner.example/' }] },
  'the image for visitors without JavaScript': { end: '<noscript><p><img referrerpolicy="no-referrer-when-downgrade" src="//HOST/matomo.php?idsite=7&amp;rec=1" style="border:0;" alt="" /></p></noscript>' },
  'the domain in titles': { lines: ['_paq.push(["setDocumentTitle", document.domain + "/" + document.title]);'], hits: [{ action_name: '127.0.0.1/A page' }] },
  'one visitor on all subdomains': { lines: ['_paq.push(["setCookieDomain", "*.shop.example"]);'] },
  'clicks on alias addresses are no outlinks': { lines: ['_paq.push(["setDomains", ["*.shop.example","*.shop.example/path"]]);'], clicks: ['own', 'out'], hits: [VIEW, { link: 'http://partner.example/' }] },
  'visitors across domains': { lines: ['_paq.push(["setDomains", ["*.127.0.0.1","*.shop.example"]]);', '_paq.push(["enableCrossDomainLinking"]);'], clicks: ['own', 'out'], hits: [VIEW, { link: 'http://partner.example/' }] },
  'no campaign parameters': { lines: ['_paq.push(["disableCampaignParameters"]);'], search: '?mtm_campaign=spring&keep=1', hits: [{ url: 'PAGE?keep=1', _rcn: undefined }] },
  'a campaign name of its own': { lines: ['_paq.push(["setCampaignNameKey", "offer"]);'], search: '?offer=spring', hits: [{ url: 'PAGE?offer=spring', _rcn: 'spring' }] },
  'campaign name and keyword of its own': { lines: ['_paq.push(["setCampaignNameKey", "offer"]);', '_paq.push(["setCampaignKeywordKey", "word"]);'], search: '?offer=spring&word=tea', hits: [{ _rcn: 'spring', _rck: 'tea' }] },
  'Do Not Track, which the visitor wants': { lines: ['_paq.push(["setDoNotTrack", true]);'], init: DO_NOT_TRACK, hits: [] },
  'Do Not Track, which the visitor does not want': { lines: ['_paq.push(["setDoNotTrack", true]);'] },
  'excluded parameters': { lines: ['_paq.push(["setExcludedQueryParams", ["sid","token"]]);'], search: '?sid=1&keep=1&token=2', hits: [{ url: 'PAGE?keep=1' }] },
  'excluded referrers': { lines: ['_paq.push(["setExcludedReferrers", [".partner.example"]]);'], init: REFERRER, hits: [{ ...VIEW, urlref: undefined }] },
  'referrers that are not excluded': { lines: ['_paq.push(["setExcludedReferrers", ["other.example"]]);'], init: REFERRER, hits: [{ urlref: 'https://pay.partner.example/done' }] },
  'no cookies': { lines: ['_paq.push(["disableCookies"]);'] },
  'cookies after consent': { lines: ["_paq.push(['requireCookieConsent']);"] },
  'tracking after consent': { lines: ["_paq.push(['requireConsent']);"], hits: [] },
  'consent that was given': { lines: ["_paq.push(['requireConsent']);"], after: ["_paq.push(['setConsentGiven']);"] },
  'consent that is to be kept': { lines: ["_paq.push(['requireConsent']);"], after: ["_paq.push(['rememberConsentGiven', 24]);"] },
  'the heartbeat': { lines: ["_paq.push(['enableHeartBeatTimer']);"] },
  'a user id': { lines: ["_paq.push(['setUserId', 'ann@shop.example']);"], hits: [{ ...VIEW, uid: 'ann@shop.example' }] },
  'a custom dimension': { lines: ["_paq.push(['setCustomDimension', 1, 'member']);"], hits: [{ ...VIEW, dimension1: 'member' }] },
  'a title and an address': { lines: ["_paq.push(['setCustomUrl', '/cart']);", "_paq.push(['setDocumentTitle', 'Cart']);", "_paq.push(['setReferrerUrl', 'http://partner.example/']);"], hits: [{ action_name: 'Cart', urlref: 'http://partner.example/' }] },
  'a goal': { after: ["_paq.push(['trackGoal', 1, 12.5]);"], hits: [VIEW, { idgoal: '1', revenue: '12.5' }] },
  'a site search': { after: ["_paq.push(['trackSiteSearch', 'tea', 'Shop', 3]);"], hits: [VIEW, { search: 'tea', search_cat: 'Shop', search_count: '3' }] },
  'an event': { after: ["_paq.push(['trackEvent', 'Menu', 'open', 'Shop', 2]);"], hits: [VIEW, { e_c: 'Menu', e_a: 'open', e_n: 'Shop', e_v: '2' }] },
  'a link': { after: ["_paq.push(['trackLink', 'http://partner.example/file', 'download']);"], hits: [VIEW, { download: 'http://partner.example/file' }] },
};

const world = startWorld();
const measured = [];
after(() => measured.length && console.log(table([['tracking code with', 'requests', 'bytes (brotli)', 'reference: requests', 'bytes (brotli)'], ...measured])));

/** What the form writes; its page is on the server whose address is `HOST`. */
function codeOf({ lines = [], after: behind = [], end = '' }, host) {
  return `<!-- Matomo -->
<script>
  var _paq = window._paq = window._paq || [];
  /* tracker methods like "setCustomDimension" should be called before "trackPageView" */
${lines.map((line) => `  ${line}\n`).join('')}  _paq.push(['trackPageView']);
  _paq.push(['enableLinkTracking']);
${behind.map((line) => `  ${line}\n`).join('')}  (function() {
    var u="//${host}/";
    _paq.push(['setTrackerUrl', u+'matomo.php']);
    _paq.push(['setSiteId', '7']);
    var d=document, g=d.createElement('script'), s=d.getElementsByTagName('script')[0];
    g.async=true; g.src=u+'matomo.js'; s.parentNode.insertBefore(g,s);
  })();
</script>
${end.replace('HOST', host)}<!-- End Matomo Code -->`;
}

/** The page with the code, read and clicked through to its end: its hits, and what it asked for apart from itself. */
async function read(t, code, { file = fromRoot(CORE), count }) {
  const requests = [];
  const visit = await world.visit(t, {
    search: code.search,
    init: code.init,
    prepare: (page) => void page.on('request', (request) => requests.push(request)),
    html: ({ site, run }) => {
      site.serve(`/c/${run}/matomo.js`, script(readFileSync(file)));
      site.serve(`/c/${run}/matomo.full.js`, built(FULL));
      return `<!doctype html><html><head><title>A page</title>${codeOf(code, `${site.self}/c/${run}`)}</head><body>${LINKS}</body></html>`;
    },
  });
  await visit.page.waitForFunction(() => window.Matomo?.initialized);
  for (const id of code.clicks ?? []) await visit.page.click(`#${id}`);
  const hits = await visit.end(count);
  const files = requests.filter((request) => request.resourceType() === 'script').map((request) => new URL(request.url()).pathname.split('/').at(-1));
  return { visit, hits, files };
}

/** Requests and bytes of what the page loaded to be tracked. */
const costs = ({ visit, files }, contents) => [
  files.length + visit.requests(),
  files.reduce((bytes, file) => bytes + brotliCompressSync(readFileSync(contents[file])).length, 0),
];

describe('the tracking code loads nothing but dist/matomo.js with', AT_ONCE, () => {
  for (const [name, code] of Object.entries(CODES)) {
    const wanted = code.hits ?? [VIEW];
    test(name, async (t) => {
      const ours = await read(t, code, { count: wanted.length });
      const { visit, hits, files } = ours;
      const page = visit.url.replace(code.search ?? '', '');
      const found = hits.map((hit, index) => Object.fromEntries(Object.keys(wanted[index]).map((key) => [key, param(hit, key)])));
      assert.deepEqual(found, wanted.map((hit) => Object.fromEntries(Object.entries(hit).map(([key, value]) => [key, value?.replace('PAGE', page)]))), hits.map(kind).join());
      assert.ok(hits.every((hit) => param(hit, 'idsite') === '7'));
      assert.deepEqual(files, ['matomo.js']);
      assert.deepEqual([visit.errors, visit.messages.filter(({ level }) => level !== 'info')], [[], []]);
      if (REFERENCE) await compare(t, name, code, ours);
    });
  }
});

/** The reference sends what it sends: only what it costs is of interest. */
async function compare(t, name, code, ours) {
  const reference = await read(t, code, { file: REFERENCE, count: (code.hits ?? [VIEW]).length });
  measured.push([name, ...costs(ours, { 'matomo.js': fromRoot(CORE) }), ...costs(reference, { 'matomo.js': REFERENCE })]);
}

test('only a custom variable asks for the full file: of a plugin that Matomo has not shipped since version 4', async (t) => {
  const code = { lines: ['_paq.push(["setCustomVariable", 1, "kind", "member", "visit"]);'] };
  const { hits, files } = await read(t, code, { count: 1 });
  assert.deepEqual(JSON.parse(param(hits[0], '_cvar')), { 1: ['kind', 'member'] });
  assert.deepEqual(files, ['matomo.js', 'matomo.full.js']);
});
