/**
 * Pages that shift, block and load late, each with what a visitor does on it and the least that each metric has to be then: by that a test
 * knows that the page was what it is meant to be.
 */

/**
 * @typedef {object} VitalsPage
 * @property {string} [body]
 * @property {string} [head]
 * @property {number} [delay] how long the server takes for the page, in milliseconds
 * @property {Record<string, {type: string, body: string | Buffer, delay?: number}>} [files] beside the page
 * @property {(page: import('playwright-core').Page) => Promise<unknown>} [act]
 * @property {Record<string, number>} least
 * @property {string[]} [without] metrics that there must not be
 * @property {boolean} [isHidden] whether it was never to be seen
 */

const SVG = (color, width = 900, height = 500) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g"><stop stop-color="${color}"/><stop offset="1" stop-color="black"/></linearGradient></defs><rect width="${width}" height="${height}" fill="url(#g)"/><circle cx="200" cy="200" r="150" fill="white"/>${'<path d="M0 0L9 9"/>'.repeat(400)}</svg>`;
const image = (color, delay) => ({ type: 'image/svg+xml', body: SVG(color), delay });
const script = (body, delay) => ({ type: 'text/javascript', body, delay });
const TEXT = '<p>Text that the visitor reads first.</p>';
/** What is pushed down. */
const BELOW = '<div id="below" style="height: 400px; background: #ddd">Below</div>';
/** Puts something above it, so many milliseconds after it was painted: what moves before that nobody has seen. */
const grow = (height, after, above = 'gap') => `<script>requestAnimationFrame(function () { requestAnimationFrame(function () { setTimeout(function () {
document.getElementById('${above}').style.height = '${height}px'; }, ${after}); }); });</script>`;
const GAP = '<div id="gap"></div>';
/** A button that keeps the page busy. */
const slow = (event, milliseconds, more = '') => `<button id="slow" style="width: 200px; height: 50px">Slow</button><script>
document.getElementById('slow').addEventListener('${event}', function () { var end = performance.now() + ${milliseconds}; while (performance.now() < end); ${more} });</script>`;
const press = (page) => page.click('#slow');

/** @type {Record<string, VitalsPage>} */
export const PAGES = {
  'nothing happens': { body: TEXT, least: { FCP: 1, LCP: 1, TTFB: 0.1, CLS: 0 }, without: ['INP'] },
  'a small shift': { body: GAP + BELOW + grow(20, 50), least: { CLS: 0.005 } },
  'a large shift': { body: GAP + BELOW + grow(500, 80), least: { CLS: 0.3 } },
  'several shifts in one session': { body: GAP + BELOW + grow(60, 60) + grow(140, 300) + grow(230, 600), least: { CLS: 0.12 } },
  'two sessions of shifts, the second the larger': { body: GAP + BELOW + grow(30, 60) + grow(330, 1500), least: { CLS: 0.2 } },
  'a shift after the visitor’s click, which is none': {
    body: `${GAP}${slow('click', 1, "document.getElementById('gap').style.height = '300px';")}${BELOW}`, act: press, least: { INP: 0, CLS: 0 },
  },
  'a shift without a click and one with': {
    body: `${GAP}<div id="other"></div>${slow('click', 1, "document.getElementById('other').style.height = '200px';")}${BELOW}${grow(90, 60)}`,
    act: async (page) => { await page.evaluate(() => new Promise((resolve) => { setTimeout(function look() { return document.getElementById('gap').style.height ? requestAnimationFrame(() => requestAnimationFrame(resolve)) : setTimeout(look); }); })); await press(page); },
    least: { CLS: 0.04, INP: 0 },
  },
  'a hero that comes late': { body: `${TEXT}<img id="hero" src="hero.svg" width="900" height="500" alt="Hero">`, files: { 'hero.svg': image('teal', 700) }, least: { LCP: 700 } },
  'a hero without a size, which shifts the rest': { body: `<img src="big.svg" alt="">${BELOW}`, files: { 'big.svg': image('navy', 400) }, least: { LCP: 400, CLS: 0.1 } },
  'a lazy hero': { body: `${TEXT}<img loading="lazy" src="lazy.svg" width="900" height="500" alt="">`, files: { 'lazy.svg': image('olive', 200) }, least: { LCP: 200 } },
  'a background image as the largest': { body: '<div style="width: 900px; height: 500px; background: url(back.svg)"></div>', files: { 'back.svg': image('maroon', 300) }, least: { LCP: 300 } },
  'text that is put in late': { body: `${TEXT}<main></main><script>setTimeout(function () { document.querySelector('main').innerHTML = '<h1 style="font-size: 90px">A heading that is larger than all else on the page</h1>'; }, 500);</script>`, least: { LCP: 500 } },
  'a script that blocks the parser': { head: '<script src="block.js"></script>', body: TEXT, files: { 'block.js': script('var end = performance.now() + 200; while (performance.now() < end);', 300) }, least: { FCP: 400 } },
  'a style sheet that blocks painting': { head: '<link rel="stylesheet" href="slow.css">', body: TEXT, files: { 'slow.css': { type: 'text/css', body: 'p { color: green }', delay: 600 } }, least: { FCP: 500 } },
  'a slow server': { delay: 900, body: TEXT, least: { TTFB: 850, FCP: 850 } },
  'a very slow server': { delay: 1900, body: TEXT, least: { TTFB: 1850, LCP: 1850 } },
  'a slow click': { body: TEXT + slow('click', 260), act: press, least: { INP: 250 } },
  'a slow key': { body: TEXT + slow('keydown', 180), act: (page) => page.press('#slow', 'a'), least: { INP: 170 } },
  'a very slow pointer, and quick clicks': { body: TEXT + slow('pointerdown', 620), act: async (page) => { await press(page); await page.click('p'); }, least: { INP: 600 } },
  'many quick clicks': { body: TEXT + slow('click', 0), act: async (page) => { for (let clicks = 0; clicks < 6; clicks += 1) await press(page); }, least: { INP: 0 } },
  'the hero after a click, which does not count any more': {
    body: `${slow('click', 60, "document.getElementById('place').innerHTML = '<img src=\"late.svg\" width=900 height=500 alt=\"\">';")}${TEXT}<div id="place"></div>`,
    files: { 'late.svg': image('purple', 100) }, act: press, least: { INP: 50, LCP: 1 },
  },
  'a frame with what is largest': { body: `${TEXT}<iframe src="frame.html" width="900" height="500" title="Frame"></iframe>`, files: { 'frame.html': { type: 'text/html', body: '<h1 style="font-size: 200px">In the frame</h1>' } }, least: { LCP: 1, FCP: 1 } },
  'parts that are laid out when they are seen': {
    body: `${TEXT}${'<section style="content-visibility: auto; contain-intrinsic-size: auto 100px"><div style="height: 900px">Part</div></section>'.repeat(6)}`,
    act: (page) => page.evaluate(() => new Promise((resolve) => { scrollTo(0, 1500); requestAnimationFrame(() => requestAnimationFrame(resolve)); })), least: { CLS: 0, LCP: 1 },
  },
  'a page in the background': { isHidden: true, body: TEXT, least: { TTFB: 0.1 }, without: ['LCP', 'FCP', 'CLS', 'INP'] },
};
