/**
 * dist/matomo.js asks for dist/matomo.full.js when a page uses what it lacks: once, from the right place, in order, with the page's own
 * objects, and without it everything goes on that it knows, but for a page that asked for anonymity (issue 15).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CORE, FULL, commandsOf } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { listen } from '../support/listen.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { built, script, serveBuilt } from './support/built.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const NONCE = 'r4nd0m';
const STAY = `<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;
const { version: VERSION } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
const MISSING = { type: 'text/plain', body: 'Not found', status: 404 };
const ANONYMOUS = ['enableAnonymousMeasurement', { url: 'https://app.example', title: 'App' }];
const CONTENT = '<p data-track-content data-content-name="Block" data-content-piece="piece">Block</p>';

const world = startWorld();

/** A page with the files in a folder of its own, the full one as it is or another thing. */
function open(t, paq, { rest, attributes = '', body = '', search, ...more } = {}) {
  return world.visit(t, {
    search,
    before({ site, run }) {
      serveBuilt(site, `/lib/${run}/`);
      if (rest) site.serve(`/lib/${run}/matomo.full.js`, rest);
    },
    html(visit) {
      visit.rest = `/lib/${visit.run}/matomo.full.js`;
      return buildPage({ title: 'A page', body, paq, ...more }, visit.trackerUrl).replace("tracker.src = '/matomo.js';", `tracker.src = '/lib/${visit.run}/matomo.js'; ${attributes.replace('TRACKER', visit.trackerUrl)}`);
    },
    ...more,
  });
}

/** Names a server that never answers: what intercepts requests in the browser would lose those of a page that is left. */
async function silent(t) {
  const server = await listen(() => {});
  t.after(() => server.close());
  return `tracker.setAttribute('data-full-url', 'http://${server.host}/matomo.full.js');`;
}

const askedFor = (visit) => visit.site.asked(visit.rest).length;
const lines = (visit) => visit.messages.map(({ text }) => text).filter((text) => text.startsWith('Crumbless'));
const untilFull = (visit) => visit.page.waitForFunction(() => window.Matomo?.JSON);

describe('the full file', AT_ONCE, () => {
  test('is not asked for by what the core file knows', async (t) => {
    const { names } = commandsOf(fromRoot(CORE));
    const harmless = names.filter((name) => /^(set|get|is|has|are|disable|enable)/.test(name) && !/consent|optout|OptOut|OptedOut|DoNotTrack|GlobalPrivacy|Credentials|TrackerUrl|SiteId|DeviceDetail/i.test(name));
    const visit = await open(t, [...harmless.map((name) => [name, []]), ['trackPageView'], ['unknownCommand']]);
    await visit.end(1);
    assert.equal(askedFor(visit), 0);
  });

  /** What asks for it: at the start or later, and what comes of it. */
  const ASKING = {
    'a row of the queue': { paq: [['trackEcommerceOrder', 'o', 5]], hits: ['idgoal=0'] },
    'a function in the queue that calls such a method': { paq: ["_paq.push([function () { this.trackEcommerceOrder('o', 5); }]);"], hits: ['idgoal=0'] },
    'an attribute': { paq: [], attributes: "tracker.dataset.trackerUrl = 'TRACKER'; tracker.dataset.trackEcommerceOrder = '[\"o\", 5]';", hits: ['idgoal=0', 'action_name=A page'] },
    'a callback': { paq: ["_paq.push(['trackEvent', 'c', 'a', 'n', 1, {}, function () { _paq.push(['trackEvent', 'c', 'called back']); }]);"], hits: ['e_a=a', 'e_a=called back'] },
    'a static call of a plugin': { paq: ["window.matomoAsyncInit = function () { Matomo.Own = { say: function (what) { _paq.push(['trackEvent', 'plugin', what]); } }; };", ['Own::say', 'hello']], hits: ['e_a=hello'] },
    'a start function of a plugin': { paq: ["window.matomoPluginAsyncInit = [function () { Matomo.addPlugin('Own', { log: function () { return '&own=1'; } }); }];"], hits: [] },
    'a row pushed later': { paq: [], later: () => window._paq.push(['trackEcommerceOrder', 'o', 5]), hits: ['idgoal=0'] },
    'a method called later': { paq: [], later: () => window.Matomo.getAsyncTracker().trackEcommerceOrder('o', 5), hits: ['idgoal=0'] },
    'Matomo.addPlugin': { paq: [], later: () => { window.Matomo.addPlugin('Own', { event: () => '&own=1' }); window._paq.push(['trackEvent', 'c', 'a']); }, hits: ['e_a=a'], own: true },
    'Matomo.on': { paq: [], later: () => { window.Matomo.on('TrackerSetup', (tracker) => window._paq.push(['trackEvent', 'set up', tracker.getSiteId()])); window.Matomo.getTracker(undefined, 9); }, hits: ['e_a=9'] },
    'Matomo.DOM.onLoad': { paq: [], later: () => window.Matomo.DOM.onLoad(() => window._paq.push(['trackEvent', 'c', 'loaded'])), hits: ['e_a=loaded'] },
  };
  for (const [name, { paq, attributes, later, hits: wanted, own }] of Object.entries(ASKING)) {
    test(`is asked for once by ${name}`, async (t) => {
      const visit = await open(t, [['trackPageView'], ...paq], { attributes });
      await visit.page.waitForFunction(() => window.Matomo?.initialized);
      if (later) await visit.page.evaluate(later);
      await untilFull(visit);
      const hits = await visit.end(1 + wanted.length);
      assert.deepEqual(hits.map(kind), ['action_name=A page', ...wanted]);
      if (own) assert.equal(param(hits[1], 'own'), '1');
      assert.deepEqual([askedFor(visit), lines(visit), visit.errors], [1, [], []]);
    });
  }

  test('has the number of the core file’s build in its address, and comes from where the script says', async (t) => {
    const own = await open(t, [['trackEcommerceOrder', 'o', 5]]);
    await own.end(1);
    const [query] = own.site.asked(own.rest);
    assert.match([...query.keys()].join(), /^\d+$/);
    const given = await open(t, [['trackEcommerceOrder', 'o', 5]], { attributes: "tracker.setAttribute('data-full-url', '/elsewhere/rest.js');", before: undefined });
    assert.equal(askedFor(given), 0);
  });

  test('finds the page’s own objects, and the page keeps them', async (t) => {
    const visit = await open(t, [['setCustomDimension', 1, 'one'], ['setUserId', 'ann'], ['trackPageView']]);
    await visit.hits(1);
    await visit.page.evaluate(() => {
      const tracker = window.Matomo.getAsyncTracker();
      window.before = { Matomo: window.Matomo, tracker, paq: window._paq, push: window._paq.push, trackEvent: tracker.trackEvent };
      window._paq.push(['setCustomVariable', 1, 'name', 'value', 'page']);
    });
    await untilFull(visit);
    const same = await visit.page.evaluate(() => {
      const { before } = window;
      before.trackEvent('kept', 'method');
      before.push(['trackEvent', 'kept', 'push']);
      return [window.Matomo.crumbless, before.Matomo === window.Matomo, before.tracker === window.Matomo.getAsyncTracker(), before.paq === window._paq, before.tracker.getUserId(), before.tracker.getNumTrackedPageViews?.()];
    });
    assert.deepEqual(same, [VERSION, true, true, true, 'ann', 1]);
    const hits = await visit.end(3);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=method', 'e_a=push']);
    assert.deepEqual(hits.map((hit) => [param(hit, 'uid'), param(hit, 'dimension1')]), hits.map(() => ['ann', 'one']));
    assert.equal(new Set(hits.map((hit) => param(hit, 'pv_id'))).size, 1);
  });

  test('gets what came meanwhile in its order, clicks too', async (t) => {
    let answer;
    const visit = await open(t, [['trackPageView'], ['enableLinkTracking']], { body: `<a id="out" href="http://partner.example/out">Out</a>${STAY}` });
    await visit.hits(1);
    await visit.page.route(`**${visit.rest}*`, (route) => { answer = () => route.continue(); });
    const asked = visit.page.waitForRequest((request) => request.url().includes('matomo.full.js'));
    await visit.push(['trackEvent', 'c', '1'], ['setCustomVariable', 1, 'name', 'value', 'page'], ['trackEvent', 'c', '2'], ['trackEcommerceOrder', 'o', 5], ['trackEvent', 'c', '3']);
    await asked;
    await visit.page.click('#out');
    await visit.hits(2); // What was made before the command leaves meanwhile.
    answer();
    const hits = await visit.end(6);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=1', 'e_a=2', 'idgoal=0', 'e_a=3', 'link=http://partner.example/out']);
    assert.deepEqual(hits.map((hit) => param(hit, 'cvar') !== undefined), [false, false, true, true, true, true]);
  });
});

describe('without it', AT_ONCE, () => {
  /** What stands there instead, and what the console says of it. */
  const RESTS = {
    'nothing': [MISSING, /cannot be loaded/],
    'a page': [{ type: 'text/html', body: '<!doctype html><title>Home</title>' }, /cannot be loaded|another version/],
    'another script': [script('window.other = 1;'), /cannot be loaded/],
    'the file of another build': [script(readFileSync(fromRoot(FULL), 'utf8').replaceAll(/\b\d{6,9}\b(?=\|\||\)|!==)/g, '1')), /another version|cannot be loaded/],
  };
  for (const [name, [rest, said]] of Object.entries(RESTS)) {
    test(`what is known goes on, and one line says what does not: ${name}`, async (t) => {
      const visit = await open(t, [['setCustomVariable', 1, 'a', 'b', 'page'], ['trackPageView'], ['trackEcommerceOrder', 'o', 5], ['trackEvent', 'c', 'a']], { rest });
      await visit.hits(2);
      await visit.push(['trackEvent', 'c', 'b']);
      assert.deepEqual((await visit.end(3)).map(kind), ['action_name=A page', 'e_a=a', 'e_a=b']);
      assert.equal(lines(visit).length, 1, lines(visit).join('\n'));
      assert.match(lines(visit)[0], said);
      assert.match(lines(visit)[0], /not carried out: setCustomVariable trackEcommerceOrder$/);
    });

    for (const when of ['at the start', 'later']) {
      test(`nothing is sent where anonymity was asked for ${when}: ${name}`, async (t) => {
        const visit = await open(t, when === 'later' ? [] : [['trackPageView'], ANONYMOUS, ['trackEvent', 'c', 'a']], { rest });
        await visit.page.waitForFunction(() => window.Matomo?.initialized);
        if (when === 'later') await visit.push(['trackPageView'], ANONYMOUS, ['trackEvent', 'c', 'a']);
        await visit.line((text) => text.includes('enableAnonymousMeasurement') && text.includes('nothing is sent'));
        await visit.page.evaluate(() => window.Matomo.getTracker().trackPageView());
        await visit.end(0);
      });
    }
  }

  test('a page that is left while it waits sends what it knows', async (t) => {
    const visit = await open(t, [], { attributes: await silent(t) });
    await visit.push(['setCustomVariable', 1, 'a', 'b', 'page'], ['trackPageView']);
    assert.deepEqual((await visit.end(1, 0)).map(kind), ['action_name=A page']);
  });

  test('a click that leaves the page while it waits is counted, with what was said before it', async (t) => {
    const visit = await open(t, [['setUserId', 'ann'], ['trackPageView'], ['enableLinkTracking']], { attributes: await silent(t), body: '<a id="out" href="http://partner.invalid/out">Out</a>' });
    await visit.hits(1);
    await visit.push(['setCustomVariable', 1, 'a', 'b', 'page'], ['resetUserId']);
    await visit.page.click('#out');
    const [, click] = await visit.hits(2);
    assert.deepEqual([kind(click), param(click, 'uid')], ['link=http://partner.invalid/out', undefined]);
  });

  test('a page that asked for anonymity and is left while it waits sends nothing', async (t) => {
    const visit = await open(t, [], { attributes: await silent(t) });
    await visit.push(['trackPageView'], ANONYMOUS);
    await visit.end(0);
  });
});

describe('while the full file is awaited', AT_ONCE, () => {
  const LINKS = `<a id="out" href="http://partner.example/out">Out</a>${STAY}`;
  const ASKING = ['setCustomVariable', 1, 'a', 'b', 'page'];

  /** A page with link tracking whose full file comes when the test says so. */
  async function waiting(t, ...rows) {
    const visit = await open(t, [['setUserId', 'ann'], ['trackPageView'], ['enableLinkTracking']], { body: LINKS });
    await visit.hits(1);
    let goOn;
    await visit.page.route(`**${visit.rest}*`, (route) => { goOn = () => route.continue(); });
    const asked = visit.page.waitForRequest((request) => request.url().includes('matomo.full.js'));
    await visit.push(ASKING, ...rows);
    await asked;
    visit.goOn = async () => {
      goOn();
      await untilFull(visit);
    };
    return visit;
  }

  for (const row of [['optUserOut'], ['requireConsent'], ['forgetConsentGiven'], ['enableAnonymusMeasurement'], "[function () { this.optUserOut(); }]"]) {
    test(`nothing of a click leaves behind ${row}`, async (t) => {
      const visit = await waiting(t, ...(typeof row === 'string' ? [] : [row]));
      if (typeof row === 'string') await visit.page.evaluate((code) => { window._paq.push((0, eval)(code)); }, row);
      await visit.page.click('#out');
      await visit.goOn();
      await visit.end(1);
    });
  }

  test('a click behind what keeps something of a hit back is counted, without that', async (t) => {
    const visit = await waiting(t, ['setCustomUrl', 'https://clean.example/'], ['disableBrowserFeatureDetection']);
    await visit.page.click('#out');
    await visit.goOn();
    const [, click] = await visit.end(2);
    assert.deepEqual([kind(click), param(click, 'url'), param(click, 'res')], ['link=http://partner.example/out', 'https://clean.example/', undefined]);
  });

  test('a click has what was said before it, also of what no hit is kept back by', async (t) => {
    const visit = await waiting(t, ['resetUserId'], ['setCustomDimension', 3, 'late']);
    await visit.page.click('#out');
    await visit.goOn();
    const [, click] = await visit.end(2);
    assert.deepEqual([kind(click), param(click, 'uid'), param(click, 'dimension3')], ['link=http://partner.example/out', undefined, 'late']);
  });

  test('nothing is thrown at a click where the page has replaced what says its way', async (t) => {
    const visit = await waiting(t, ['resetUserId']);
    await visit.page.evaluate(() => { Event.prototype.composedPath = () => { throw new Error('replaced'); }; });
    await visit.page.click('#out');
    await visit.goOn();
    await visit.end(1); // As where nothing waits: the tracker cannot tell which link it was.
    assert.deepEqual(visit.errors, []);
  });

  test('a tracker that is added gets nothing of what was said before, and all of what comes', async (t) => {
    const visit = await waiting(t, ['trackEvent', 'c', 'one'], ['setUserId', 'bob']);
    await visit.page.evaluate(() => { window.Matomo.addTracker(undefined, 9); window._paq.push(['trackEvent', 'c', 'two']); });
    await visit.goOn();
    const hits = await visit.end(4);
    assert.deepEqual(hits.slice(1).map((hit) => `${kind(hit)} ${param(hit, 'idsite')} ${param(hit, 'uid')}`).sort(), ['e_a=one 7 ann', 'e_a=two 7 bob', 'e_a=two 9 undefined']);
  });

  test('trackers that are made take their address from the queue that waits', async (t) => {
    const visit = await world.visit(t, {
      html(own) {
        serveBuilt(own.site, `/lib/${own.run}/`, [CORE, FULL]);
        const rows = JSON.stringify([['trackEcommerceOrder', 'o', 5], ['setTrackerUrl', own.trackerUrl], ['setSiteId', '7']]);
        return `<!doctype html><title>A page</title><script>var _paq = ${rows};</script><script src="/lib/${own.run}/matomo.js"></script>
          <script>Matomo.getTracker(undefined, 9).trackEvent('c', 'own'); Matomo.addTracker(undefined, 10); _paq.push(['trackEvent', 'c', 'both']);</script>`;
      },
    });
    const hits = await visit.end(4);
    assert.deepEqual(hits.map((hit) => `${kind(hit)} ${param(hit, 'idsite')}`).sort(), ['e_a=both 10', 'e_a=both 7', 'e_a=own 9', 'idgoal=0 7']);
  });

  test('a tracker that the page has frozen is anonymous all the same', async (t) => {
    const visit = await open(t, []);
    await visit.page.evaluate((row) => {
      Object.freeze(window.Matomo.getAsyncTracker());
      window._paq.push(row, ['setUserId', 'ann'], ['trackPageView', 'secret']);
    }, ANONYMOUS);
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'uid')], ['action_name=App', undefined]);
  });

  test('what the page has kept of the small file does afterwards what the full one does', async (t) => {
    const visit = await waiting(t);
    await visit.page.evaluate(() => {
      const { on, addPlugin, getTracker, DOM: { onLoad } } = window.Matomo;
      const { push } = window._paq;
      window.kept = { on, addPlugin, getTracker, onLoad, push };
    });
    await visit.goOn();
    await visit.page.evaluate((url) => {
      const { kept } = window;
      window.Matomo.Own = { say: (what) => kept.push(['trackEvent', 'said', what]) };
      kept.push(['Own::say', 'hello']);
      kept.onLoad(() => kept.push(['trackEvent', 'c', 'loaded']));
      kept.addPlugin('Own', { event: () => '&own=1' });
      kept.getTracker(url, 9).trackEvent('c', 'new');
    }, visit.trackerUrl);
    const hits = await visit.end(4);
    assert.deepEqual(hits.slice(1).map((hit) => `${kind(hit)} ${param(hit, 'own')}`).sort(), ['e_a=hello undefined', 'e_a=loaded undefined', 'e_a=new 1']);
    assert.deepEqual(visit.errors, []);
  });
});

describe('the page’s policy', AT_ONCE, () => {
  test('that forbids the file sends nothing where anonymity was asked for, wherever that stands', async (t) => {
    for (const rows of [[['setCustomVariable', 1, 'a', 'b', 'page'], ANONYMOUS], [ANONYMOUS, ['setCustomVariable', 1, 'a', 'b', 'page']]]) {
      const visit = await world.visit(t, {
        html(own) {
          own.site.serve(`/lib/${own.run}/matomo.js`, built(CORE));
          const all = JSON.stringify([...rows, ['setUserId', 'ann'], ['trackPageView'], ['setTrackerUrl', own.trackerUrl], ['setSiteId', '7']]);
          return { type: 'text/html; charset=utf-8', body: `<!doctype html><title>A page</title><script>var _paq = ${all};</script><script src="/lib/${own.run}/matomo.js"></script>`, headers: { 'Content-Security-Policy': "require-trusted-types-for 'script'; trusted-types mine" } };
        },
      });
      await visit.page.evaluate(() => window.Matomo.getAsyncTracker().trackEvent('c', 'leak'));
      await visit.end(0);
      assert.ok(lines(visit).some((line) => line.includes('nothing is sent')), lines(visit).join('\n'));
    }
  });

  for (const [name, policy] of Object.entries({ 'a nonce': `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'`, 'trusted types': `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'; require-trusted-types-for 'script'` })) {
    for (const isRefused of [false, true]) {
      test(`lets the file come: ${name}${isRefused ? ', WebAssembly refused' : ''}`, async (t) => {
        const visit = await world.visit(t, {
          html(own) {
            serveBuilt(own.site, `/lib/${own.run}/`);
            const rows = JSON.stringify([['trackPageView'], ['trackAllContentImpressions'], ['setTrackerUrl', own.trackerUrl], ['setSiteId', '7']]);
            const body = `<!doctype html><title>A page</title>${CONTENT}<script nonce="${NONCE}">var _paq = ${rows};</script><script nonce="${NONCE}" src="/lib/${own.run}/matomo.js"></script>`;
            return { type: 'text/html; charset=utf-8', body, headers: { 'Content-Security-Policy': isRefused ? policy.replace(" 'wasm-unsafe-eval'", '') : policy } };
          },
        });
        const hits = await visit.end(2);
        assert.deepEqual(hits.map((hit) => param(hit, 'c_n') ?? kind(hit)), ['action_name=A page', 'Block']);
      });
    }
  }
});
