/** The consent store of a site (`setConsentStore`), which matomo.js does not have: the decision is kept where the site likes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leave } from '../vectors/player/replay.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
const THIRTY_YEARS = 262800;

/** JavaScript for the snippet: a store in `kept` that writes down what it is asked, the time left out. */
const RECORDING = `window.kept = {}; window.calls = [];
_paq.push(['setConsentStore', {
  load: function () { return arguments.length === 1 ? kept[arguments[0]] : 'called with more than a name'; },
  save: function (name, time, hours) {
    calls.push(['save', name, Math.abs(Date.now() - time) < 60000, hours, arguments.length]);
    kept[name] = time;
  },
  remove: function (name) { calls.push(['remove', name, arguments.length]); delete kept[name]; },
}]);`;

const saved = (name, hours = THIRTY_YEARS) => ['save', name, true, hours, 3];
const removed = (name) => ['remove', name, 1];

describe('a consent store', AT_ONCE, () => {
  /** What each command asks of the store, what the store has afterwards, and whether hits leave then. */
  const COMMANDS = [
    [['requireConsent'], [], [], false],
    [['setConsentGiven'], [removed('consent_removed')], [], true],
    [['rememberConsentGiven'], [removed('consent_removed'), saved('consent')], ['consent'], true],
    [['rememberConsentGiven', 48], [removed('consent_removed'), saved('consent', 48)], ['consent'], true],
    [['forgetConsentGiven'], [removed('consent'), saved('consent_removed')], ['consent_removed'], false],
    [['optUserOut'], [removed('consent'), saved('consent_removed')], ['consent_removed'], false],
    [['optUserOut', 24], [removed('consent'), saved('consent_removed', 24)], ['consent_removed'], false],
    [['forgetUserOptOut'], [removed('consent_removed')], [], true],
    [['requireCookieConsent'], [], [], true],
    [['setCookieConsentGiven'], [], [], true],
    [['rememberCookieConsentGiven'], [saved('cookie_consent')], ['cookie_consent'], true],
    [['rememberCookieConsentGiven', 1.5], [saved('cookie_consent', 1.5)], ['cookie_consent'], true],
    [['forgetCookieConsentGiven'], [removed('cookie_consent')], [], true],
  ];

  for (const [command, calls, names, isTracked] of COMMANDS) {
    const wanted = calls.map(([what, name, , hours]) => `${what} ${name}${what === 'save' ? ` for ${hours} hours` : ''}`);
    test(`${command.join(' ')}: ${wanted.join(', ') || 'nothing'}`, async (t) => {
      const visit = await world.visit(t, { paq: [RECORDING, ['trackPageView']] });
      await visit.hits(1);
      assert.deepEqual(await visit.page.evaluate('calls'), []);
      await visit.push(command, ['trackEvent', 'c', 'a']);
      const seen = await visit.page.evaluate('({ calls, kept: Object.keys(kept) })');
      assert.deepEqual(seen.calls.toSorted(byText), calls.toSorted(byText));
      assert.deepEqual(seen.kept, names);
      await visit.end(isTracked ? 2 : 1);
      assert.deepEqual(visit.messages, []);
    });
  }

  test('is asked for the decisions', async (t) => {
    const visit = await world.visit(t, { paq: [RECORDING, ['trackPageView']] });
    const ask = () => visit.page.evaluate(() => ['hasRememberedConsent', 'getRememberedConsent', 'getRememberedCookieConsent'].map((name) => Matomo.getAsyncTracker()[name]()));
    assert.deepEqual(await ask(), [false, null, 0]);
    await visit.push(['rememberConsentGiven'], ['rememberCookieConsentGiven']);
    const kept = await visit.page.evaluate('kept');
    assert.deepEqual((await ask()).map(String), ['true', String(kept.consent), String(kept.cookie_consent)]);
    await visit.push(['optUserOut'], ['forgetCookieConsentGiven']);
    assert.deepEqual(await ask(), [false, null, 0]);
    await visit.end(1);
  });

  test('is shared by the trackers of the page', async (t) => {
    const visit = await world.visit(t, { paq: [RECORDING, ['requireConsent'], ['trackPageView']] });
    await visit.page.evaluate((url) => {
      const other = Matomo.addTracker(url, 9);
      Matomo.getAsyncTrackers()[0].rememberConsentGiven();
      other.requireConsent();
      other.trackPageView('Other');
    }, visit.trackerUrl);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => param(hit, 'idsite')).sort(), ['7', '9']);
  });

  test('that comes late takes effect at once', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], ['trackPageView']] });
    assert.equal(visit.requests(), 0);
    const use = (kept) => visit.page.evaluate((values) => _paq.push(['setConsentStore', { load: (name) => values[name], save() {}, remove() {} }]), kept);
    await use({ consent: 1 });
    await visit.hits(1);
    await use({ consent: 1, consent_removed: 1 });
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.end(1);
  });

  test('that keeps decisions in the opener remembers them on the next page', async (t) => {
    const visit = await world.visit(t, {
      html: ({ run }) => `<!doctype html><title>Around</title><script>window.kept = {};</script><iframe src="/inner/${run}"></iframe>`,
      before: ({ site, run, trackerUrl }) => site.serve(`/inner/${run}`, buildPage({ title: 'Inner', paq: [KEPT_BY_PARENT, ['requireConsent'], ['trackPageView']] }, trackerUrl)),
    });
    const frame = () => visit.page.frames().find((one) => one.url().includes('/inner/'));
    const again = async () => {
      await frame().goto(`http://${visit.site.self}/inner/${visit.run}`);
      return frame().evaluate(() => ['hasConsent', 'isUserOptedOut'].map((name) => Matomo.getAsyncTracker()[name]()));
    };
    assert.deepEqual(await again(), [false, true]);
    assert.equal(visit.requests(), 0);
    await frame().evaluate(() => _paq.push(['rememberConsentGiven']));
    await visit.hits(1);
    assert.deepEqual(await again(), [true, false]);
    await visit.hits(2);
    await frame().evaluate(() => _paq.push(['optUserOut']));
    assert.deepEqual(await again(), [false, true]);
    await leave(visit.page, visit.site);
    await visit.hits(2);
  });

  const THROWING = `_paq.push(['setConsentStore', {
    load: function () { throw new Error('load failed'); },
    save: function () { throw new Error('save failed'); },
    remove: function () { throw new Error('remove failed'); },
  }]);`;

  test('that throws costs a line in the console and nothing else', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], THROWING, ['trackPageView'], ['rememberConsentGiven', 5], ['trackEvent', 'c', 'a']] });
    assert.deepEqual((await visit.hits(2)).map(kind), ['action_name=A page', 'e_a=a']);
    await visit.push(['optUserOut'], ['trackEvent', 'c', 'held'], ['forgetUserOptOut']);
    await visit.end(3);
    assert.deepEqual(visit.errors, []);
    const said = visit.messages.map(({ text }) => text).join('\n');
    for (const name of ['load failed', 'save failed', 'remove failed']) assert.match(said, new RegExp(`Crumbless.*${name}`));
  });

  for (const store of ['{}', 'undefined', 'null', "'store'", '{ load: 1, save: 2, remove: 3 }']) {
    test(`that is none (${store}) may have refused: without another decision nothing leaves, and the console says why`, async (t) => {
      const visit = await world.visit(t, { paq: [`_paq.push(['setConsentStore', ${store}]);`, ['trackPageView']] });
      await visit.end(0);
      assert.ok(visit.messages.some(({ text }) => /^Crumbless: setConsentStore/.test(text)), JSON.stringify(visit.messages));
    });

    test(`that is none (${store}) costs no hit`, async (t) => {
      const visit = await world.visit(t, { paq: [`_paq.push(['setConsentStore', ${store}]);`, ['trackPageView'], ['rememberConsentGiven'], ['optUserOut'], ['forgetUserOptOut'], ['trackEvent', 'c', 'a']] });
      await visit.end(2);
      assert.deepEqual(visit.errors, []);
    });
  }
});

/** JavaScript for the snippet of a page in a frame. */
const KEPT_BY_PARENT = `_paq.push(['setConsentStore', {
  load: function (name) { return parent.kept[name]; },
  save: function (name, time) { parent.kept[name] = time; },
  remove: function (name) { delete parent.kept[name]; },
}]);`;

function byText(one, other) {
  return String(one).localeCompare(String(other));
}
