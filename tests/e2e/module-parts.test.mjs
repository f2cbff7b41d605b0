/** What the ES module loads beside the core, when, and what is sent where a part cannot be had. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { application, serveModule } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();

const GONE = { type: 'text/plain', body: 'Not found', status: 404 };
const ANONYMOUS = { url: 'https://app.invalid', title: 'My app', allowedParameters: ['view'] };
const PARTS = ['full.js', 'full_bg.wasm', 'options.js', 'options_bg.wasm', 'fallback.js'];

/** The parts that were asked for, of a folder of the visit's own. */
const loaded = (visit) => PARTS.filter((name) => visit.site.asked(`/parts-${visit.run}/${name}`).length > 0);

/** A page that has imported the module from such a folder, from the entry `entry`. */
async function open(t, { files, entry = 'crumbless.js', ...parts } = {}) {
  const visit = await application(world, t, parts);
  const folder = `/parts-${visit.run}`;
  serveModule(visit, folder, files);
  await visit.page.evaluate(async (address) => { window.crumbless = await import(address); }, `${folder}/${entry}`);
  return visit;
}

/** Makes a tracker; a rejection is its message. */
const make = (visit, options) => visit.page.evaluate(
  (given) => window.crumbless.createTracker(given).then((tracker) => { window.tracker = tracker; return 'made'; }, (error) => error.message),
  { url: visit.trackerUrl, siteId: 7, ...options },
);
const errors = ({ messages }) => messages.filter(({ level, text }) => level === 'error' && text.includes('Crumbless')).map(({ text }) => text);

describe('page views and events', AT_ONCE, () => {
  test('need the core alone', async (t) => {
    const visit = await open(t);
    assert.equal(await make(visit, { commands: [['trackPageView'], ['enableLinkTracking'], ['trackEvent', 'a', 'b']] }), 'made');
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=Secret title', 'e_a=b']);
    assert.deepEqual(loaded(visit), []);
  });

  test('are read strictly if the application says so', async (t) => {
    const visit = await open(t);
    assert.equal(await make(visit, { strict: true, commands: [['trackPageView']] }), 'made');
    await visit.end(1);
    assert.deepEqual(loaded(visit), ['options.js', 'options_bg.wasm']);
  });
});

describe('what the core lacks', AT_ONCE, () => {
  test('is loaded by its command, and everything arrives in order', async (t) => {
    const visit = await open(t);
    assert.equal(await make(visit, { commands: [['trackPageView']] }), 'made');
    assert.deepEqual(loaded(visit), []);
    await visit.page.evaluate(() => {
      const { tracker } = window;
      tracker.trackEvent('Order', 'one');
      tracker.trackRequest('e_c=Order&e_a=raw');
      tracker.trackEvent('Order', 'two');
      window.crumbless.paq.push(['trackEvent', 'Order', 'three']);
    });
    const hits = await visit.end(5);
    assert.deepEqual(hits.map((hit) => param(hit, 'e_a') ?? 'view'), ['view', 'one', 'raw', 'two', 'three']);
    assert.deepEqual(loaded(visit), ['full.js', 'full_bg.wasm']);
    assert.deepEqual(errors(visit), []);
  });

  test('among the first commands holds them all, and what comes first of them is first', async (t) => {
    const visit = await open(t, { search: '?view=list&user=ann' });
    assert.equal(await make(visit, { commands: [['trackPageView'], ['enableAnonymousMeasurement', ANONYMOUS]] }), 'made');
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'url')], ['action_name=My app', 'https://app.invalid/?view=list']);
  });

  test('is for its own tracker alone', async (t) => {
    const visit = await open(t);
    await make(visit, { siteId: 8 });
    await make(visit, { commands: [['trackRequest', 'e_c=Own&e_a=raw'], ['trackEvent', 'Own', 'one']] });
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => [param(hit, 'idsite'), param(hit, 'e_a')]), [['7', 'raw'], ['7', 'one']]);
  });

  test('is there when the promise of anonymous options is kept, by full.js alone', async (t) => {
    const visit = await open(t);
    assert.equal(await make(visit, { anonymous: ANONYMOUS, commands: [['trackPageView']] }), 'made');
    await visit.end(1);
    assert.deepEqual(loaded(visit), ['full.js', 'full_bg.wasm', 'options.js', 'options_bg.wasm']);
    assert.equal(visit.site.asked(`/parts-${visit.run}/crumbless_bg.wasm`).length, 0);
  });

  test('is there at once where the application imports crumbless/full', async (t) => {
    const visit = await open(t, { entry: 'full.js' });
    const seen = await visit.page.evaluate(async (url) => {
      const { createTracker, Matomo } = window.crumbless;
      const tracker = await createTracker({ url, siteId: 7 });
      tracker.setCustomData('a', 'b');
      return [Matomo, typeof window.crumbless.Matomo, tracker.getCustomData()];
    }, visit.trackerUrl);
    assert.deepEqual(seen, [undefined, 'object', { a: 'b' }]);
    assert.deepEqual(visit.site.asked(`/parts-${visit.run}/crumbless_bg.wasm`), []);
    await visit.end(0);
  });

  test('and cannot be had costs only what needs it', async (t) => {
    const visit = await open(t, { files: { 'full.js': GONE } });
    assert.equal(await make(visit, { commands: [['trackPageView'], ['trackContentImpression', 'Ad', 'piece', 'target'], ['trackEvent', 'Still', 'sent']] }), 'made');
    await visit.hits(2);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=Secret title', 'e_a=sent']);
    assert.deepEqual([/full\.js cannot be loaded/, /trackContentImpression/].map((wanted) => errors(visit).filter((text) => wanted.test(text)).length), [1, 1]);
  });

  test('and cannot be had leaves a view that waited for it the page that it was of', async (t) => {
    const visit = await open(t, { files: { 'full.js': GONE } });
    await make(visit, {});
    await visit.page.evaluate(() => {
      window.tracker.setCustomData('a', 'b');
      window.tracker.trackPageView();
      history.pushState(null, '', '?view=next');
      document.title = 'Next';
    });
    const [hit] = await visit.end(1);
    assert.deepEqual([param(hit, 'action_name'), new URL(param(hit, 'url')).search], ['Secret title', '']);
  });
});

describe('nothing is sent', AT_ONCE, () => {
  for (const [what, options, files] of [
    ['without the full commands that anonymous options need', { anonymous: ANONYMOUS }, { 'full.js': GONE }],
    ['without the WebAssembly of these', { anonymous: ANONYMOUS }, { 'full_bg.wasm': GONE }],
    ['without the reader of such options', { anonymous: ANONYMOUS }, { 'options.js': GONE }],
    ['without the reader, where it is a web page', { anonymous: ANONYMOUS }, { 'options_bg.wasm': { type: 'text/html', body: '<!doctype html>' } }],
    ['without the reader of other options', { deviceDetail: 'none' }, { 'options.js': GONE }],
    ['without the reader of options that are misspelt', { anonimous: ANONYMOUS }, { 'options.js': GONE }],
  ]) {
    test(what, async (t) => {
      const visit = await open(t, { files });
      const told = await make(visit, { ...options, commands: [['trackPageView']] });
      assert.match(told, /cannot be loaded|returned status 404|HTML came instead/);
      assert.deepEqual(errors(visit), [`Crumbless: createTracker: ${told}`]);
      await visit.end(0);
    });
  }

  for (const command of [['enableAnonymousMeasurement', ANONYMOUS], ['enableAnonymusMeasurement'], ['setConsentStore', {}]]) {
    test(`where full.js cannot be had and the command ${command[0]} was given`, async (t) => {
      const visit = await open(t, { files: { 'full.js': GONE } });
      await make(visit, { commands: [['trackPageView'], command, ['trackEvent', 'Must', 'not leave']] });
      await visit.line((text) => text.includes('Crumbless') && text.includes(command[0]));
      await visit.end(0);
    });
  }
});

describe('where the policy refuses WebAssembly', AT_ONCE, () => {
  const policed = (options, files) => async (t) => {
    const visit = await application(world, t, { search: '?view=list&user=ann' });
    const folder = `/parts-${visit.run}`;
    serveModule(visit, folder, files);
    visit.site.serve(`${folder}/start.js`, {
      type: 'text/javascript',
      body: `import { createTracker } from './crumbless.js'; window.outcome = createTracker(${JSON.stringify({ url: visit.trackerUrl, siteId: 7, commands: [['trackPageView']], ...options })}).then(() => 'made', (error) => error.message);`,
    });
    visit.site.serve(`${folder}/page`, { type: 'text/html', body: '<!doctype html><title>Policed</title><script type="module" src="start.js"></script>', headers: { 'Content-Security-Policy': "script-src 'self'" } });
    await visit.page.goto(new URL(`${folder}/page?view=list&user=ann`, visit.url).href);
    return { visit, outcome: await visit.page.evaluate(() => window.outcome) };
  };

  test('the fallback sends the hits', async (t) => {
    const { visit, outcome } = await policed({})(t);
    assert.equal(outcome, 'made');
    assert.deepEqual((await visit.end(1)).map(kind), ['action_name=Policed']);
    assert.deepEqual(loaded(visit), ['fallback.js']);
  });

  test('the fallback reads options as strictly', async (t) => {
    const { visit, outcome } = await policed({ anonymous: ANONYMOUS })(t);
    assert.equal(outcome, 'made');
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'url')], ['action_name=My app', 'https://app.invalid/?view=list']);
    const wrong = await policed({ anonymous: { titel: 'x' } })(t);
    assert.match(wrong.outcome, /^anonymous\.titel: unknown field `titel`, expected one of `preset`/);
    await wrong.visit.end(0);
  });

  test('and the fallback cannot be had, nothing is sent', async (t) => {
    const { visit, outcome } = await policed({}, { 'fallback.js': GONE })(t);
    assert.match(outcome, /fallback\.js cannot be loaded/);
    await visit.end(0);
  });
});
