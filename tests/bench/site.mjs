/**
 * The page that the benchmark loads, and the collector it sends to. Files come from memory, compressed once beforehand, so
 * that neither a disk nor a compressor is measured.
 *
 * @module
 */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createCollector } from '../../www/server/collector/collector.mjs';
import { listen } from '../support/listen.mjs';

/**
 * Chromium tells time to 5 µs instead of 100 µs on such a page
 * (https://developer.mozilla.org/en-US/docs/Web/API/Performance/now#security_requirements).
 */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
const COMMON = { 'Cache-Control': 'no-store', ...ISOLATED };

/** The variant that is no tracker: its script sends one beacon. */
export const CONTROL = 'control';
const CONTROL_SCRIPT = `(function () {
  var run = /([^/]+)\\.js$/.exec(document.currentScript.src)[1];
  navigator.sendBeacon('/c/' + run + '/matomo.php', 'idsite=1&rec=1&send_image=0');
})();`;

/** The variant with every command: on its own, and what the core file asks for. */
export const FULL_VARIANT = 'full';

/** How many blocks of content stand on the page that is scanned. */
export const BLOCKS = 2000;

/**
 * @typedef {object} Sizes
 * @property {number} raw
 * @property {number} gzip
 * @property {number} brotli
 */

/**
 * @param {Buffer} script
 * @returns {Sizes}
 */
export function sizesOf(script) {
  return { raw: script.length, gzip: gzip(script).length, brotli: brotli(script).length };
}

/**
 * The standard snippet with cookies disabled.
 *
 * @param {string} variant which script to load
 * @param {string} run which page the hits are from
 * @param {string} [first] lines before the page view
 */
export function snippet(variant, run, first = '') {
  return `var _paq = window._paq = window._paq || [];
_paq.push(['disableCookies']);
${first}_paq.push(['trackPageView']);
_paq.push(['enableLinkTracking']);
(function () {
  _paq.push(['setTrackerUrl', '/c/${run}/matomo.php']);
  _paq.push(['setSiteId', '1']);
  var d = document, g = d.createElement('script'), s = d.getElementsByTagName('script')[0];
  g.async = true; g.src = '/tracker/${variant}/${run}.js'; s.parentNode.insertBefore(g, s);
})();`;
}

/** What a product's page of a shop says before its view, and that it has content: commands that the core file lacks. */
const SHOP = `_paq.push(['setEcommerceView', 'SKU-1', 'A product', 'A category', 9.99]);
_paq.push(['trackVisibleContentImpressions']);
`;

/**
 * `/bare` is the page without a tracker, `/blocks` too, with content to scan; `/page/<variant>/<run>` is the one with the
 * snippet, `/shop/<variant>/<run>` the one that uses ecommerce and content from the start. Beside the core file lies the full one.
 *
 * @param {Record<string, Buffer>} scripts by variant
 */
export async function startBenchSite(scripts) {
  const collector = createCollector();
  const compressed = Object.fromEntries(
    Object.entries({ ...scripts, [CONTROL]: CONTROL_SCRIPT }).map(([variant, script]) => [variant, { br: brotli(script), gzip: gzip(script) }]),
  );
  const { host, close } = await listen(async (request, response) => {
    if (await collector.handle(request, response)) return;
    const [, kind, variant, run] = (request.url ?? '').split('/');
    if (kind === 'bare') return html(response, '');
    if (kind === 'blocks') return html(response, '', content());
    if (kind === 'page') return html(response, snippet(variant, run));
    if (kind === 'shop') return html(response, snippet(variant, run, SHOP));
    const isBeside = run?.startsWith('matomo.full.js');
    const files = kind === 'tracker' ? compressed[isBeside ? FULL_VARIANT : variant] : undefined;
    if (!files) return void response.writeHead(404, COMMON).end();
    const coding = String(request.headers['accept-encoding']).includes('br') ? 'br' : 'gzip';
    response.writeHead(200, { ...COMMON, 'Content-Type': 'text/javascript', 'Content-Encoding': coding });
    return void response.end(files[coding]);
  });
  return { origin: `http://${host}`, collector, close };
}

/** Blocks as a shop or a magazine has them: named, with a piece and a target inside. */
function content() {
  const block = (_, number) => `<div data-track-content data-content-name="Block ${number}">
<p data-content-piece="Piece ${number}">Words</p><a data-content-target href="https://example.org/block/${number}">more</a></div>`;
  return Array.from({ length: BLOCKS }, block).join('\n');
}

/** The page has what is measured and nothing else: a script for the snippet to find and a link that stays here. */
function html(response, script, more = '') {
  response.writeHead(200, { ...COMMON, 'Content-Type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="en"><head><title>Bench</title><link rel="icon" href="data:,">
<script>${script}</script></head><body><a id="link" href="https://example.org/elsewhere">elsewhere</a>
<script>window.addEventListener('click', function (event) { event.preventDefault(); });</script>${more}</body></html>`);
}

function brotli(script) {
  return brotliCompressSync(script, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

function gzip(script) {
  return gzipSync(script, { level: 9, memLevel: 9 });
}
