/**
 * What measuring costs while a visitor scrolls: a long page with everything that measures page views beside the same page without, in one
 * Chromium, taking turns, by the browser's own trace.
 *
 *   node tests/bench/scrolling.mjs [--rounds 5] [--seconds 4] [--json file] [--strict]
 *
 * `script` is the time of the main thread in functions of our files and in what they bring about, each second of scrolling, without what the
 * trace itself takes for each call: a function of the page's that does nothing shows that. `all` is all that the main thread does then,
 * painting too, so that nothing hides. The first is judged: the second differs from round to round by more than the limit. With
 * `--strict` the exit code is 1 when the limit is missed.
 *
 * @module
 */
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { COMMANDS, ENGAGEMENT, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { runMain } from '../../scripts/lib/progress.mjs';
import { createCollector } from '../../www/server/collector/collector.mjs';
import { launchWhole } from '../engines/chromium.mjs';
import { listen } from '../support/listen.mjs';
import { summary } from './report.mjs';

/** Milliseconds of the main thread that measuring may cost, each second of scrolling. */
export const LIMIT_MS = 0.1;

const VARIANTS = ['without', 'with'];
const CATEGORIES = ['devtools.timeline', 'v8.execute', 'toplevel', 'blink.user_timing'];
/** Pixels a second, as a hand on a wheel scrolls. */
const SPEED = 1500;
const OWN_FILES = /\/matomo(\.engagement)?\.js/;
const NOTHING = '/nothing.js';
const PAGE_URL = /^\/(with|without)\/(\w+)$/;

/**
 * @param {object} [options]
 * @param {number} [options.rounds] of each
 * @param {number} [options.seconds] that each scrolls
 * @param {string} [options.extra] JavaScript that the engagement file has besides, so that a test can show that its cost comes out
 * @returns {Promise<{chromium: string, script: Record<string, number[]>, traced: Record<string, number[]>, all: Record<string, number[]>, kinds: Record<string, {calls: number, time: number}>}>}
 *   milliseconds each second by the page, `traced` with what the trace takes, and what called our functions in the last round
 */
export async function benchScrolling({ rounds = 5, seconds = 4, extra = '' } = {}) {
  const site = await startSite(extra);
  const browser = await launchWhole();
  try {
    const result = { chromium: browser.version(), script: { with: [], without: [] }, traced: { with: [], without: [] }, all: { with: [], without: [] } };
    for (let round = 0; round < rounds; round += 1) {
      // Who goes first changes, so that nothing favours one side.
      for (const variant of round % 2 === 0 ? VARIANTS : VARIANTS.toReversed()) {
        const { script, traced, all, kinds } = await measure(browser, site, variant, seconds, round);
        result.script[variant].push(script);
        result.traced[variant].push(traced);
        result.all[variant].push(all);
        if (variant === 'with') result.kinds = kinds;
      }
    }
    return result;
  } finally {
    await browser.close();
    await site.close();
  }
}

async function measure(browser, site, variant, seconds, round) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  try {
    const page = await context.newPage();
    const errors = [];
    page.on('console', (message) => errors.push(message.text()));
    await page.goto(`${site.origin}/${variant}/${variant}${round}`);
    await page.waitForFunction((isWanted) => window.Matomo && (!isWanted || window.engaged), variant === 'with');
    const cdp = await context.newCDPSession(page);
    const scroll = () => cdp.send('Input.synthesizeScrollGesture', { x: 400, y: 300, yDistance: -SPEED * seconds, speed: SPEED, gestureSourceType: 'mouse' });
    // Not counted: what is done for the first time is compiled first.
    await scroll();
    await page.evaluate(() => scrollTo(0, 0));
    await browser.startTracing(page, { categories: CATEGORIES });
    await page.evaluate(() => void performance.mark('begin'));
    await scroll();
    await page.evaluate(() => void performance.mark('end'));
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    const depth = await page.evaluate(() => scrollY);
    if (!(depth > SPEED * seconds / 2)) throw new Error(`the page was scrolled to ${depth} px only`);
    if (errors.length > 0) throw new Error(errors.join('\n'));
    return costIn(traceEvents);
  } finally {
    await context.close();
  }
}

/**
 * @param {{name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: any}[]} events of a trace
 * @returns {{script: number, traced: number, all: number, kinds: Record<string, {calls: number, time: number}>}} milliseconds each second between the two marks
 */
export function costIn(events) {
  const mark = (name) => events.find((event) => event.cat === 'blink.user_timing' && event.name === name);
  const [begin, end] = [mark('begin'), mark('end')];
  const inside = events
    .filter(({ pid, tid, ts, ph }) => ph === 'X' && pid === begin.pid && tid === begin.tid && ts >= begin.ts && ts < end.ts)
    .sort((one, other) => one.ts - other.ts || other.dur - one.dur);
  let script = 0, all = 0, taskEnd = 0, ownEnd = 0;
  const kinds = {};
  const ofNothing = [];
  let calls = 0;
  let caller;
  for (const { name, ts, dur, tdur = dur, args } of inside) {
    const until = ts + dur;
    if (/^(EventDispatch|TimerFire|FireAnimationFrame|FireIdleCallback|RunMicrotasks)$/.test(name)) caller = `${name} ${args?.data?.type ?? ''}`.trim();
    if (/RunTask$/.test(name) && ts >= taskEnd) {
      all += tdur;
      taskEnd = until;
      caller = 'other';
    }
    // A layout that reading the page brings about is inside of the call, and so are calls of calls.
    if (name === 'FunctionCall' && ts >= ownEnd && OWN_FILES.test(args?.data?.url ?? '')) {
      script += tdur;
      calls += 1;
      const kind = kinds[caller] ??= { calls: 0, time: 0 };
      kind.calls += 1;
      kind.time += tdur / 1000;
      ownEnd = until;
    }
    if (name === 'FunctionCall' && args?.data?.url?.endsWith(NOTHING)) ofNothing.push(tdur);
  }
  const seconds = (end.ts - begin.ts) / 1e6;
  if (ofNothing.length === 0) throw new Error('the trace has no call of the function that does nothing');
  const each = (time) => time / 1000 / seconds;
  return { script: each(script - calls * summary(ofNothing).median), traced: each(script), all: each(all), kinds };
}

/** The full file, what measures, and a page on which all of it is asked for or none. */
async function startSite(extra) {
  const collector = createCollector();
  const read = (name) => readFile(fromRoot(name));
  const { measuring } = JSON.parse(await read(COMMANDS))[FULL];
  const engagement = `${await read(ENGAGEMENT)}\n;window.engaged = true;${extra}`;
  const files = { [NOTHING]: 'setInterval(function () {}, 250);', '/matomo.js': await read(FULL), '/matomo.engagement.js': engagement };
  const { host, close } = await listen(async (request, response) => {
    if (await collector.handle(request, response)) return;
    const [address] = request.url.split('?');
    const [, variant, run] = PAGE_URL.exec(address) ?? [];
    const isScript = Object.hasOwn(files, address);
    response.writeHead(isScript || variant ? 200 : 404, { 'Content-Type': `${isScript ? 'text/javascript' : 'text/html'}; charset=utf-8` });
    response.end(isScript ? files[address] : variant ? pageOf(variant === 'with' ? measuring.filter((name) => engagement.includes(name)) : [], run) : '');
  });
  return { origin: `http://${host}`, close };
}

function pageOf(commands, run) {
  const rows = [['disableCookies'], ...commands.map((name) => [name]), ['trackPageView'], ['setTrackerUrl', `/c/${run}/matomo.php`], ['setSiteId', '1']];
  const article = '<h2>A part</h2><p>Words that a visitor reads, and more of them, in a paragraph.</p><form id="f"><input name="a"></form><video width="300" height="150"></video>';
  return `<!doctype html><title>Long</title><link rel="icon" href="data:,"><script>var _paq = ${JSON.stringify(rows)};</script><script src="${NOTHING}"></script><script async src="/matomo.js"></script>
<style>p { height: 300px }</style>${article.repeat(80)}`;
}

async function main() {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '4' }, json: { type: 'string' }, strict: { type: 'boolean', default: false } },
  });
  for (const name of ['rounds', 'seconds']) if (!(Number.isInteger(Number(values[name])) && Number(values[name]) > 0)) throw new Error(`--${name} takes a positive number, not "${values[name]}".`);
  const result = await benchScrolling({ rounds: Number(values.rounds), seconds: Number(values.seconds) });
  const { chromium, script, traced, all, kinds } = result;
  const show = (samples) => { const { median, low, high } = summary(samples); return `${median.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`; };
  console.log(`Chromium ${chromium}, ${values.rounds} rounds of ${values.seconds} s, milliseconds each second of scrolling, median (quartiles)\n`);
  console.log(`functions of ours, with     ${show(script.with)}, ${show(traced.with)} with what the trace takes for each call\nfunctions of ours, without  ${show(script.without)}\nmain thread, with           ${show(all.with)}\nmain thread, without        ${show(all.without)}`);
  console.log(`called by (last round)      ${Object.entries(kinds).map(([kind, { calls, time }]) => `${kind}: ${calls} in ${time.toFixed(3)} ms`).join(', ')}`);
  const cost = summary(script.with).median - summary(script.without).median;
  console.log(`\nMeasuring costs ${cost.toFixed(3)} ms each second of scrolling; the limit is ${LIMIT_MS} ms.`);
  if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  return values.strict && cost > LIMIT_MS ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await runMain(main);
