/**
 * Pages whose policy, browser or proxy refuses the WebAssembly: the fallback beside the file goes on with the queue. The table
 * of policies and files is made here: a cell is a hit that was received.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { FILES } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { built, script } from './support/built.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const NONCE = 'r4nd0m';
const EVENT = ['trackEvent', 'After', 'the page view'];

const world = startWorld();

/** Commands, then the address and the site, as the snippet has them. */
const lines = (visit) => `window._paq = [['trackPageView'], ${JSON.stringify(EVENT)}, ['setTrackerUrl', '${visit.trackerUrl}'], ['setSiteId', '7']];`;

/** The standard snippet's way to load the file, in a script with a nonce. */
const inserting = (visit, src) => `<script nonce="${NONCE}">${lines(visit)}
const script = document.createElement('script'); script.src = '${src}'; document.head.append(script);</script>`;

/** Two scripts, none of them inline. */
const linked = (visit, src, attributes = '') => `<script src="/lines/${visit.run}.js" ${attributes}></script><script async src="${src}" ${attributes}></script>`;

/** Each policy, how the page loads the file, and whether WebAssembly may run. `HOST` is where the file lies. */
const POLICIES = {
  none: { page: linked, runs: true },
  "`script-src` with the host, and `'wasm-unsafe-eval'`": { policy: "script-src 'self' HOST 'wasm-unsafe-eval'", page: linked, runs: true },
  '`script-src` with the host': { policy: "script-src 'self' HOST", page: linked },
  '`script-src` with a nonce': { policy: `script-src 'nonce-${NONCE}'`, page: (visit, src) => linked(visit, src, `nonce="${NONCE}"`) },
  "`script-src` with a nonce and `'strict-dynamic'`": { policy: `script-src 'nonce-${NONCE}' 'strict-dynamic'`, page: inserting },
  "`require-trusted-types-for 'script'`": { policy: "require-trusted-types-for 'script'", page: linked, runs: true },
  "`require-trusted-types-for 'script'; script-src` with the host": { policy: "require-trusted-types-for 'script'; script-src SELF HOST", page: linked },
  '`sandbox allow-scripts`': { policy: 'sandbox allow-scripts', page: linked, runs: true },
  '`sandbox allow-scripts; script-src` with the host': { policy: 'sandbox allow-scripts; script-src SELF HOST', page: linked },
};

/** A page that loads a file from another host, with the fallback beside it. */
function open(t, file, { policy, page }, parts = {}) {
  return world.visit(t, {
    ...parts,
    html(visit) {
      const { site, run } = visit;
      const whole = built(file);
      visit.fallback = `/lib/${run}/matomo.fallback.js`;
      site.serve(`/lib/${run}/tracker.js`, { type: parts.type ?? whole.type, body: parts.damage?.(whole.body) ?? whole.body });
      site.serve(visit.fallback, built(FALLBACK));
      site.serve(`/lines/${run}.js`, script(lines(visit)));
      const headers = policy && { 'Content-Security-Policy': policy.replace('HOST', `http://${site.other}`).replace('SELF', `http://${site.self}`) };
      const html = `<!doctype html><title>A page</title>${page(visit, `http://${site.other}/lib/${run}/tracker.js?v=1/2`)}`;
      return { type: 'text/html; charset=utf-8', body: html, headers };
    },
  });
}

/** All that was queued has arrived, in order, and a command that comes later too. */
async function checkHits(visit) {
  assert.deepEqual((await visit.hits(2)).map(kind), ['action_name=A page', 'e_a=the page view']);
  await visit.push(['trackEvent', 'Later', 'than that']);
  assert.equal(kind((await visit.hits(3))[2]), 'e_a=than that');
  assert.deepEqual(visit.errors, []);
}

test('the table of docs/policies.md has these policies and files, and what runs', () => {
  const row = (cells) => `| ${cells.join(' | ')} |\n`;
  const rows = Object.entries(POLICIES).map(([name, { runs }]) => row([name, ...FILES.map(() => (runs ? 'WebAssembly' : 'fallback'))]));
  const head = row(['policy', ...FILES.map((file) => `\`${path.basename(file)}\``)]);
  assert.ok(readFileSync(fromRoot('docs/policies.md'), 'utf8').includes(`${head}${row(['---', ...FILES.map(() => '---')])}${rows.join('')}\n`));
});

for (const file of FILES) {
  describe(`a hit of ${file} is received under the policy`, AT_ONCE, () => {
    for (const [name, policy] of Object.entries(POLICIES)) {
      test(name, async (t) => {
        const visit = await open(t, file, policy);
        await checkHits(visit);
        assert.equal(visit.site.asked(visit.fallback).length, policy.runs ? 0 : 1, 'how often the fallback was asked for');
      });
    }
  });
}

describe('a policy that forbids the server', AT_ONCE, () => {
  for (const file of FILES) {
    test(`but not its images gets hits as images, in order, from ${file}`, async (t) => {
      const visit = await open(t, file, { policy: "connect-src 'none'; img-src 'self'", page: linked });
      await checkHits(visit);
      await visit.push(['trackEvent', 'a', 'one'], ['trackEvent', 'a', 'two'], ['trackEvent', 'a', 'three']);
      const hits = await visit.end(6);
      assert.deepEqual(hits.slice(3).map(kind), ['e_a=one', 'e_a=two', 'e_a=three']);
      assert.deepEqual(hits.map(({ method, headers }) => [method, headers['sec-fetch-dest']]), Array(6).fill(['GET', 'image']));
    });
  }

  test('is one line of ours in the console, and nothing is thrown', async (t) => {
    const init = () => {
      window.refused = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.refused.push(effectiveDirective));
    };
    const visit = await open(t, FILES[0], { policy: "connect-src 'self'; img-src 'self'", page: linked }, { init });
    await visit.page.clock.install();
    await visit.page.evaluate((url) => window.Matomo.addTracker(url, 8).trackPageView(), `http://${visit.site.other}/c/forbidden/matomo.php`);
    await visit.page.waitForFunction(() => window.refused.length >= 2);
    await visit.page.clock.runFor('30:00'); // The time in which a server that does not respond is tried again.
    const refused = await visit.page.evaluate(() => window.refused);
    await checkHits(visit);
    assert.deepEqual([...new Set(refused)], ['connect-src', 'img-src']);
    assert.ok(refused.length <= 4, `tried in vain: ${refused}`); // Firefox tells of a refusal after the failure: then once more.
    const lines = visit.messages.filter(({ text }) => text.startsWith('Crumbless:')).map(({ text }) => text);
    assert.deepEqual(lines, ["Crumbless: event: the page's policy forbids it: dropped; add the server to connect-src"]);
  });

  test('that forbids the fallback as well is a line in the console, and nothing is thrown', async (t) => {
    const visit = await open(t, FILES[0], { policy: "require-trusted-types-for 'script'; trusted-types other; script-src 'self' HOST", page: linked });
    await visit.push(['trackEvent', 'Nobody', 'listens']);
    assert.ok(visit.messages.some(({ text }) => text.startsWith('Crumbless: TypeError') || text.includes('TrustedScriptURL')), JSON.stringify(visit.messages));
    assert.deepEqual(visit.errors, []);
  });
});

describe('the fallback takes over', AT_ONCE, () => {
  const INIT = {
    'without WebAssembly': () => delete window.WebAssembly,
    'when compiling is refused': () => {
      WebAssembly.Module = WebAssembly.instantiate = WebAssembly.compile = () => {
        throw new WebAssembly.CompileError('refused by the page');
      };
    },
  };
  for (const [name, init] of Object.entries(INIT)) {
    test(name, async (t) => checkHits(await open(t, FILES[0], POLICIES.none, { init })));
  }

  const withoutMark = (bytes) => bytes.subarray(3);
  const DAMAGES = {
    'of a file in which some letters are missing': { damage: (bytes) => Buffer.from(bytes.toString('utf8').replace(/(\0asm[^]{4000})[^]{9}/, '$1')) },
    'of a file that was read in another charset': { damage: withoutMark, type: 'text/javascript; charset=windows-1252' },
    'of a file in which one letter was changed': { damage: (bytes) => Buffer.from(bytes.toString('utf8').replace(/(\0asm[^]*?navigator\.)onLine/, '$1onlIne')) },
    'of a file whose other letters were replaced': { damage: (bytes) => Buffer.from(bytes.toString('utf8').replace(/[\x80-\xff]/g, '\ufffd')) },
  };
  for (const [name, parts] of Object.entries(DAMAGES)) {
    test(name, async (t) => checkHits(await open(t, FILES[0], POLICIES.none, parts)));
  }

  test('nowhere if it is not there, and nothing is thrown', async (t) => {
    const visit = await open(t, FILES[0], POLICIES.none, {
      init: INIT['without WebAssembly'],
      damage: (bytes) => bytes.toString().replace('matomo.fallback.js', 'missing.js'),
      before: ({ site, run }) => site.serve(`/lib/${run}/missing.js`, { type: 'text/plain', body: 'Not found', status: 404 }),
    });
    await visit.push(EVENT);
    assert.deepEqual(visit.errors, []);
  });
});

describe('on its own', AT_ONCE, () => {
  test('the fallback is a tracker like the others', async (t) => {
    const visit = await world.visit(t, { html: (own) => {
      own.site.serve(`/lines/${own.run}.js`, script(lines(own)));
      return `<!doctype html><title>A page</title>${linked(own, '/matomo.fallback.js')}`;
    } });
    await checkHits(visit);
  });
});
