/**
 * dist/matomo.engagement.js is asked for by the full file or the fallback when a page measures engagement: once, from the right place, and
 * without it everything else goes on (issue 17).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, ENGAGEMENT, FULL } from '../../scripts/build/variants.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { built, script, serveBuilt } from './support/built.mjs';
import { application } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const NAME = 'matomo.engagement.js';
const MISSING = { type: 'text/plain', body: 'Not found', status: 404 };
const LONG = '<div style="height: 7000px"></div>';
const SCROLL = ['enableScrollTracking', { thresholds: [50] }];

const world = startWorld();
/** Whose module lacks the file: a site has one folder of it. */
const lacking = startWorld();

/** A page with the files in a folder of its own, this one as it is or another thing. */
function open(t, paq, { file = CORE, measuring, attributes = '', body = LONG, policy, ...more } = {}) {
  return world.visit(t, {
    before({ site, run }) {
      serveBuilt(site, `/lib/${run}/`);
      if (measuring) site.serve(`/lib/${run}/${NAME}`, measuring);
    },
    html(visit) {
      visit.measuring = `/lib/${visit.run}/${NAME}`;
      const html = buildPage({ title: 'A page', body, paq }, visit.trackerUrl).replace("tracker.src = '/matomo.js';", `tracker.src = '${file.replace('dist/', `/lib/${visit.run}/`)}'; ${attributes}`);
      return policy ? { type: 'text/html; charset=utf-8', body: html, headers: { 'Content-Security-Policy': policy } } : html;
    },
    ...more,
  });
}

const askedFor = (visit) => visit.site.asked(visit.measuring).length;
/** But for the module's line about hosts of developers. */
const lines = (visit) => visit.messages.filter(({ level, text }) => text.startsWith('Crumbless') && level !== 'info').map(({ text }) => text);
const scrollHalf = (visit) => visit.page.evaluate(() => scrollTo(0, 3500));
const reached = async (visit) => param(await visit.arrival('e_a=Reached'), 'e_n');

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`the file, with ${file}`, AT_ONCE, () => {
    test('a page that measures nothing does not ask for the file', async (t) => {
      const visit = await open(t, [['trackPageView'], ['setCustomVariable', 1, 'a', 'b', 'visit'], ['trackEcommerceOrder', 'o', 5], ['enableLinkTracking'], ['enableHeartBeatTimer']], { file });
      const hits = await visit.end(2);
      assert.deepEqual([hits.map(kind), askedFor(visit), lines(visit)], [['action_name=A page', 'idgoal=0'], 0, []]);
    });

    test('is asked for once by several commands and trackers', async (t) => {
      const visit = await open(t, [['trackPageView'], SCROLL, ['enableEngagement'], SCROLL, ['enableWebVitals']], { file });
      await visit.hits(1);
      await visit.page.waitForFunction(() => window.Matomo.getAsyncTracker().setCustomVariable);
      await visit.page.evaluate((url) => {
        const other = window.Matomo.getAsyncTracker().addTracker(url, 8);
        other.trackPageView();
        other.enableScrollTracking({ thresholds: [50] });
      }, visit.trackerUrl);
      await visit.hits(2);
      await visit.page.waitForFunction(() => document.querySelector('script[src*="matomo.engagement.js"]'));
      await scrollHalf(visit);
      const hits = (await visit.hits(4)).slice(2);
      assert.deepEqual(hits.map((hit) => [param(hit, 'e_a'), param(hit, 'e_n'), param(hit, 'idsite')]).sort(), [['Reached', '50%', '7'], ['Reached', '50%', '8']]);
      assert.deepEqual([askedFor(visit), lines(visit), visit.errors], [1, [], []]);
      assert.match([...visit.site.asked(visit.measuring)[0].keys()].join(), /^\d+$/);
    });
  });
}

describe('the file', AT_ONCE, () => {
  test('comes from where the script says', async (t) => {
    const visit = await open(t, [['trackPageView'], SCROLL], {
      file: FULL,
      attributes: "tracker.setAttribute('data-engagement-url', '/elsewhere/measures.js');",
      before: ({ site, run }) => { serveBuilt(site, `/lib/${run}/`); site.serve('/elsewhere/measures.js', built(ENGAGEMENT)); },
    });
    await visit.hits(1);
    await visit.page.waitForFunction(() => document.querySelector('script[src*="measures.js"]'));
    await scrollHalf(visit);
    assert.deepEqual([await reached(visit), askedFor(visit), lines(visit)], ['50%', 0, []]);
  });

  const WRONG = {
    'is missing': [MISSING, /^Crumbless: enableScrollTracking: http\S+matomo\.engagement\.js\?\d+ cannot be loaded: put matomo\.engagement\.js there, or say where it is by data-engagement-url$/],
    'is a page': [{ type: 'text/html', body: '<!doctype html><title>Not found</title>' }, /^Crumbless: enableScrollTracking: \S+ cannot be loaded: /, 1],
    'is another script': [script('window.other = true;'), /^Crumbless: enableScrollTracking: \S+ cannot be loaded: /],
    'is of another version': [script(`(function (own) { own.onload = null; own.crumbless(1, {}); })(document.currentScript);`), /^Crumbless: enableScrollTracking: \S+ is of another version$/],
  };
  for (const [what, [measuring, line, errors = 0]] of Object.entries(WRONG)) {
    test(`that ${what} costs one line, and nothing else`, async (t) => {
      const visit = await open(t, [['trackPageView'], SCROLL, ['trackEvent', 'c', 'a'], ['trackEcommerceOrder', 'o', 5]], { measuring });
      await visit.line((text) => line.test(text));
      await visit.push(['trackEvent', 'c', 'later']);
      const hits = await visit.end(4);
      assert.deepEqual([hits.map(kind), lines(visit).length, visit.errors.length], [['action_name=A page', 'e_a=a', 'idgoal=0', 'e_a=later'], 1, errors]);
    });
  }

  test('is asked for again by the next command, as the network may be back', async (t) => {
    const visit = await open(t, [['trackPageView'], SCROLL], { measuring: MISSING });
    await visit.line((text) => /enableScrollTracking: \S+ cannot be loaded/.test(text));
    visit.site.serve(visit.measuring, built(ENGAGEMENT));
    await visit.push(SCROLL);
    await visit.page.waitForFunction(() => document.querySelectorAll('script[src*="matomo.engagement.js"]').length === 2);
    await scrollHalf(visit);
    assert.equal(await reached(visit), '50%');
  });

  test('that a page loads by itself does nothing, and says so', async (t) => {
    const visit = await open(t, [['trackPageView']], { body: `<script src="/${NAME}"></script>` });
    const hits = await visit.end(1);
    assert.deepEqual([hits.map(kind), visit.errors], [['action_name=A page'], []]);
    assert.deepEqual(lines(visit), ['Crumbless: matomo.engagement.js does nothing alone: remove its element, matomo.js loads it where a page needs it']);
  });

  test('passes a policy with a nonce and with trusted types', async (t) => {
    const NONCE = 'r4nd0m';
    const visit = await open(t, [['trackPageView'], SCROLL], {
      before: undefined,
      html: (own) => {
        serveBuilt(own.site, `/lib/${own.run}/`);
        own.measuring = `/lib/${own.run}/${NAME}`;
        const page = buildPage({ title: 'A page', body: LONG, paq: [['trackPageView'], SCROLL] }, own.trackerUrl)
          .replaceAll('<script>', `<script nonce="${NONCE}">`).replace("tracker.src = '/matomo.js';", `tracker.nonce = '${NONCE}'; tracker.src = trustedTypes.createPolicy('page', { createScriptURL: (url) => url }).createScriptURL('/lib/${own.run}/matomo.js');`);
        return { type: 'text/html; charset=utf-8', body: page, headers: { 'Content-Security-Policy': `script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types page crumbless crumbless-engagement` } };
      },
    });
    await visit.hits(1);
    await visit.page.waitForFunction(() => document.querySelector('script[src*="matomo.engagement.js"]'));
    await scrollHalf(visit);
    assert.deepEqual([await reached(visit), lines(visit)], ['50%', []]);
  });
});

describe('in the ES module', AT_ONCE, () => {
  const options = ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 });

  test('is imported when the first such command is called, and not before', async (t) => {
    const visit = await application(world, t, { options, body: LONG });
    const isThere = () => visit.page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/engagement.js')));
    await visit.page.evaluate(() => { window.tracker.trackPageView(); window.tracker.trackEcommerceOrder('o', 5); });
    await visit.hits(2);
    assert.equal(await isThere(), false);
    await Promise.all([
      visit.page.waitForResponse((response) => response.url().endsWith('/engagement.js')),
      visit.page.evaluate(() => window.tracker.enableScrollTracking({ thresholds: [50] })),
    ]);
    assert.equal(await isThere(), true);
    await scrollHalf(visit);
    assert.deepEqual([await reached(visit), lines(visit), visit.errors], ['50%', [], []]);
  });

  test('that is missing costs one line, and nothing else', async (t) => {
    const visit = await application(lacking, t, { options, body: LONG, files: { 'engagement.js': MISSING } });
    await visit.page.evaluate(() => { window.tracker.trackPageView(); window.tracker.enableScrollTracking(); });
    await visit.line((text) => text.startsWith('Crumbless: enableScrollTracking: engagement.js cannot be loaded'));
    await visit.page.evaluate(() => window.tracker.trackEvent('c', 'a'));
    const hits = await visit.end(2);
    assert.deepEqual([hits.map(kind).sort(), lines(visit).length, visit.errors], [['action_name=Secret title', 'e_a=a'].sort(), 1, []]);
  });
});
