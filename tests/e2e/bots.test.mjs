/** `setBotPolicy`: automated browsers, such as the one that runs this, are left out or marked. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const open = (t, paq, { file = CORE, ...more } = {}) => worlds[file].visit(t, { paq, ...more });
const texts = (visit) => visit.messages.map(({ text }) => text);
/** A script of the page that makes the browser say something else of itself. */
const says = (facts) => Object.entries(facts).map(([name, code]) => `Object.defineProperty(Navigator.prototype, '${name}', { configurable: true, get: () => ${code} });`).join('\n');
/** As a visitor's browser has it. */
const VISITOR = { webdriver: 'false', userAgent: "'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'", userAgentData: 'undefined' };
const EVENT = ['trackEvent', 'c', 'a'];
const MARK = ['setBotPolicy', 'mark', { dimension: 3 }];

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`automated browsers with ${file}`, AT_ONCE, () => {
    test('leave nothing where they are left out, and a line says why once', async (t) => {
      const visit = await open(t, [['trackPageView'], ['queueRequest', 'idsite=7&rec=1&e_c=c', true], EVENT, ['setBotPolicy', 'leave-out'], ['ping']], { file });
      await visit.line((text) => text.includes('setBotPolicy leaves out automated browsers, by webdriver'));
      await visit.push(EVENT);
      await visit.end(0);
      assert.deepEqual([texts(visit).length, visit.errors], [1, []]);
    });

    test('are named in all hits where they are marked', async (t) => {
      const visit = await open(t, [['trackPageView'], EVENT, MARK, ['queueRequest', 'idsite=7&rec=1&e_c=c&e_a=whole', true]], { file });
      const hits = await visit.end(3, 2);
      assert.deepEqual(hits.map((hit) => [param(hit, 'recMode'), param(hit, 'dimension3')]), Array(3).fill(['2', 'webdriver']));
      assert.deepEqual([texts(visit), visit.errors], [[], []]);
    });

    test('are no visitors’ browsers: those send as ever', async (t) => {
      for (const policy of [['setBotPolicy', 'leave-out'], MARK, ['setBotPolicy', 'leavout']]) {
        const visit = await open(t, [says(VISITOR), policy, ['trackPageView']], { file });
        const [hit] = await visit.end(1);
        assert.deepEqual([param(hit, 'recMode'), param(hit, 'dimension3')], [undefined, undefined]);
        assert.equal(texts(visit).length, policy[1] === 'leavout' ? 1 : 0);
      }
    });
  });
}

describe('a browser', AT_ONCE, () => {
  const signal = async (t, scripts, parts = {}) => {
    const visit = await open(t, [...scripts, MARK, EVENT], { file: FULL, ...parts });
    const [hit] = await visit.end(1);
    assert.deepEqual(visit.errors, []);
    return param(hit, 'dimension3');
  };

  test('is known by what tools say and leave', async (t) => {
    const visitor = says(VISITOR);
    for (const [script, word] of [
      [says({ ...VISITOR, userAgent: "'Mozilla/5.0 Chrome/140.0.0.0 HeadlessChrome/140.0.0.0'" }), 'headless'],
      [says({ ...VISITOR, userAgentData: "({ brands: [{ brand: 'HeadlessChrome', version: '140' }] })" }), 'headless'],
      [says({ ...VISITOR, userAgent: "'Mozilla/5.0 (compatible; Perplexity-User/1.0)'" }), 'agent'],
      [`${visitor} window.__playwright__binding__ = () => {};`, 'playwright'],
      [`${visitor} window.callPhantom = () => {};`, 'phantomjs'],
      [`${visitor} window.Cypress = {};`, 'cypress'],
      [`${visitor} document.__webdriver_evaluate = () => {};`, 'selenium'],
    ]) assert.equal(await signal(t, [script]), word, script);
  });

  test('is not taken for one because of markup, nor of names that any page may have', async (t) => {
    const names = ['_phantom', 'callPhantom', '__nightmare', 'Cypress', 'domAutomation', '_selenium', '__webdriver_evaluate', '__selenium_unwrapped', 'navigator', 'webdriver'];
    const body = names.map((name) => `<img id="${name}" name="${name}"><form name="${name}"></form><iframe name="${name}" hidden></iframe>`).join('');
    assert.equal(await signal(t, [says(VISITOR), 'window.emit = window.spawn = window.webdriver = () => {};'], { body }), undefined);
  });

  test('that cannot be asked counts as automated', async (t) => {
    for (const script of [
      says({ ...VISITOR, webdriver: "{ throw new Error('by the page'); }" }).replace('() => {', '() => {'),
      "Object.defineProperty(window, 'navigator', { get() { throw new Error('by the page'); } });",
      says({ ...VISITOR, userAgent: 'undefined' }),
    ]) {
      const visit = await open(t, [script, ['setBotPolicy', 'leave-out'], EVENT], { file: FULL });
      await visit.line((text) => text.includes('the browser cannot be asked, so it counts as automated'));
      await visit.end(0);
      assert.deepEqual(visit.errors, []);
    }
  });
});

describe('a policy', AT_ONCE, () => {
  test('that nobody knows leaves automated browsers out, and says so', async (t) => {
    const visit = await open(t, [['setBotPolicy', 'Mark'], EVENT], { file: FULL });
    await visit.line((text) => text.includes("write 'leave-out', 'mark' or null"));
    await visit.end(0);
  });

  test('may be taken back, and is that of trackers that come later', async (t) => {
    const visit = await open(t, [['setBotPolicy', 'leave-out'], EVENT], { file: FULL });
    await visit.line((text) => text.includes('setBotPolicy leaves out'));
    await visit.page.evaluate((url) => {
      window._paq.push(['addTracker', url, 8], ['trackEvent', 'c', 'lost'], ['setBotPolicy', null], ['trackEvent', 'c', 'kept']);
    }, visit.trackerUrl);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => [param(hit, 'idsite'), kind(hit)]).sort(), [['7', 'e_a=kept'], ['8', 'e_a=kept']]);
  });

  test('with wrong options marks without a dimension, and says so', async (t) => {
    const visit = await open(t, ["_paq.push(['setBotPolicy', 'mark', { get dimension() { throw new Error('by the page'); } }]);", EVENT], { file: FULL });
    const [hit] = await visit.end(1);
    assert.deepEqual([param(hit, 'recMode'), texts(visit).length, visit.errors], ['2', 1, []]);
  });

  test('says of an anonymous hit that it is automated, and no more', async (t) => {
    const visit = await open(t, [['enableAnonymousMeasurement'], MARK, ['trackPageView'], ['trackRequest', 'action_name=x&recMode=secret']]);
    const hits = await visit.end(2);
    for (const hit of hits) assert.deepEqual([param(hit, 'recMode'), /dimension|webdriver|secret/.test(hit.raw)], ['2', false]);
  });

  test('leaves out anonymous hits too', async (t) => {
    const visit = await open(t, [['enableAnonymousMeasurement'], ['trackPageView'], ['setBotPolicy', 'leave-out']]);
    await visit.line((text) => text.includes('setBotPolicy leaves out'));
    await visit.end(0);
  });
});
