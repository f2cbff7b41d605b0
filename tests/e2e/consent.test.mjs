/** Consent, opt-out and the browser's own wishes: nothing leaves without, all of it leaves afterwards, and nothing is stored. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { leave } from '../vectors/player/replay.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
const OUT = 'http://partner.example/out';
const BODY = `<a id="out" href="${OUT}">Out</a><a id="file" href="/f.zip">File</a><p data-track-content data-content-name="ad">x</p>
<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;

/** What the tracker returns about consent. */
const RETURNED = `['isConsentRequired', 'hasConsent', 'isUserOptedOut'].map((name) => Matomo.getAsyncTracker()[name]())`;

describe('without consent', AT_ONCE, () => {
  const HELD = [['trackPageView'], ['trackEvent', 'c', 'one'], ['trackGoal', 3], ['trackSiteSearch', 'words'], ['enableLinkTracking'], ['trackAllContentImpressions']];
  const KINDS = ['action_name=A page', 'e_a=one', 'idgoal=3', 'search=words'];

  async function held(t) {
    const visit = await world.visit(t, { body: BODY, snippetLast: true, paq: [['requireConsent'], ...HELD] });
    await visit.page.click('#out');
    await visit.page.click('#file');
    return visit;
  }

  test('nothing leaves, not even with the page', async (t) => {
    const visit = await held(t);
    await leave(visit.page, visit.site);
    assert.equal(visit.requests(), 0);
  });

  for (const command of ['requireConsent', 'optUserOut']) {
    test(`${command} holds for trackers that are made later too, by whatever way, until there is some`, async (t) => {
      const visit = await world.visit(t, { paq: [[command], ['trackPageView']] });
      await visit.page.waitForFunction(() => window.Matomo?.initialized);
      await visit.page.evaluate((url) => {
        window.late = window.Matomo.getTracker(url, 9);
        window.late.trackEvent('c', 'late');
        window.Matomo.addTracker(url, 10);
        window.piwik_log('a title', 11, url);
        window._paq.push(['addTracker', url, 12], ['trackEvent', 'c', 'all']);
        document.dispatchEvent(new Event('visibilitychange'));
        dispatchEvent(new Event('pagehide'));
        dispatchEvent(new Event('pageshow'));
      }, visit.trackerUrl);
      assert.equal(visit.requests(), 0);
      assert.equal(await visit.page.evaluate(() => window.late.hasConsent()), false);
      await visit.push([command === 'optUserOut' ? 'forgetUserOptOut' : 'setConsentGiven']);
      await visit.page.evaluate(() => window.late.trackEvent('c', 'then'));
      assert.equal(kind(await visit.arrival('e_a=then')), 'e_a=then');
    });
  }

  for (const [name, load] of [['throws', '() => { throw new Error("locked"); }'], ['gives a promise', 'async () => undefined']]) {
    test(`a store whose load ${name} may have a refusal in it: nothing leaves, and the console says so`, async (t) => {
      const visit = await world.visit(t, { paq: [`_paq.push(['setConsentStore', { load: ${load}, save() {}, remove() {} }]);`, ['trackPageView']] });
      await visit.page.waitForFunction(() => window.Matomo?.initialized);
      await leave(visit.page, visit.site);
      assert.equal(visit.requests(), 0);
      assert.ok(visit.messages.some(({ text }) => text.startsWith('Crumbless: setConsentStore:')), JSON.stringify(visit.messages));
    });
  }

  test('everything is held, and leaves in order once it comes', async (t) => {
    const visit = await held(t);
    assert.equal(visit.requests(), 0);
    await visit.push(['setConsentGiven'], ['trackEvent', 'c', 'two']);
    await visit.site.waitForHits(visit.run, 8);
    await visit.arrival(`download=http://${visit.site.self}/f.zip`);
    const hits = await ended(visit, 8);
    const download = `download=http://${visit.site.self}/f.zip`;
    assert.deepEqual(hits.filter((hit) => !param(hit, 'c_n')).map(kind), [...KINDS, `link=${OUT}`, download, 'e_a=two']);
    assert.deepEqual(hits.filter((hit) => param(hit, 'c_n')).length, 1);
    for (const hit of hits) assert.equal(param(hit, 'consent'), '1');
  });

  test('the visitor is not asked for again on the same page', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], ['setConsentGiven'], ['trackPageView']] });
    await visit.hits(1);
    await visit.push(['trackEvent', 'c', 'a']);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => param(hit, 'consent')), ['1', '1']);
  });

  test('it is enough that it was given anywhere in the queue', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView'], ['setConsentGiven'], ['trackEvent', 'c', 'a'], ['requireConsent']] });
    assert.deepEqual((await visit.end(2)).map((hit) => param(hit, 'consent')), ['1', '1']);
  });

  test('hits do not include it unless it is asked for', async (t) => {
    const visit = await world.visit(t, { paq: [['setConsentGiven'], ['rememberConsentGiven'], ['trackPageView']] });
    assert.deepEqual((await visit.end(1)).map((hit) => param(hit, 'consent')), [undefined]);
  });

  test('each tracker holds its own', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], ['trackPageView']] });
    await visit.page.evaluate((url) => {
      Matomo.addTracker(url, 9).setConsentGiven();
      _paq.push(['trackEvent', 'c', 'a']);
    }, visit.trackerUrl);
    assert.deepEqual((await visit.hits(1)).map((hit) => param(hit, 'idsite')), ['9']);
    await visit.push(['setConsentGiven']);
    await visit.site.waitForHits(visit.run, 3);
    assert.deepEqual((await ended(visit, 3)).map((hit) => param(hit, 'idsite')), ['9', '7', '7']);
  });
});

describe('opting out', AT_ONCE, () => {
  for (const [out, back] of [['optUserOut', 'forgetUserOptOut'], ['forgetConsentGiven', 'rememberConsentGiven'], ['optUserOut', 'setConsentGiven']]) {
    test(`${out} stops hits until ${back}`, async (t) => {
      const visit = await world.visit(t, { paq: [['trackPageView']] });
      await visit.hits(1);
      const before = await visit.page.evaluate(RETURNED);
      await visit.push([out], ['trackEvent', 'c', 'while out']);
      const during = await visit.page.evaluate(RETURNED);
      assert.equal(visit.requests(), 1);
      await visit.push([back], ['trackEvent', 'c', 'after']);
      const after = await visit.page.evaluate(RETURNED);
      await visit.arrival('e_a=after');
      const hits = await ended(visit, 3);
      assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=while out', 'e_a=after']);
      assert.deepEqual(hits.map((hit) => param(hit, 'consent')), [undefined, '1', '1']);
      assert.deepEqual([before, during, after], [[false, true, false], [true, false, true], [true, true, false]]);
    });
  }

  test('lasts to the end of the page', async (t) => {
    const visit = await world.visit(t, { body: BODY, paq: [['trackPageView'], ['enableLinkTracking']] });
    await visit.hits(1);
    await visit.push(['optUserOut'], ['trackEvent', 'c', 'a']);
    await visit.page.click('#out');
    await visit.push(['trackPageView', 'Next']);
    await visit.end(1);
  });

  test('hits of earlier page views are held too (matomo.js forgets them with the next)', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], ['trackPageView', 'One'], ['trackEvent', 'c', 'a'], ['trackPageView', 'Two'], ['trackEvent', 'c', 'b']] });
    await visit.push(['setConsentGiven']);
    assert.deepEqual((await visit.end(4)).map(kind), ['action_name=One', 'e_a=a', 'action_name=Two', 'e_a=b']);
  });
});

describe('nothing is stored', AT_ONCE, () => {
  const EVERYTHING = [
    ['requireConsent'], ['setConsentGiven'], ['setConsentGiven', true], ['rememberConsentGiven'], ['rememberConsentGiven', 2],
    ['requireCookieConsent'], ['setCookieConsentGiven'], ['rememberCookieConsentGiven'], ['rememberCookieConsentGiven', 2],
    ['trackPageView'], ['forgetCookieConsentGiven'], ['optUserOut'], ['forgetUserOptOut'], ['forgetConsentGiven'], ['forgetUserOptOut'],
    ['setSessionCookieTimeout', 60], ['setSecureCookie', true],
  ];

  for (const keepCookies of [false, true]) {
    test(`by any command${keepCookies ? ', cookies not being disabled' : ''} (matomo.js sets cookies)`, async (t) => {
      const visit = await world.visit(t, { keepCookies, paq: EVERYTHING });
      await visit.hits(1);
      const returned = await visit.page.evaluate(() => ['areCookiesEnabled', 'hasCookies', 'hasRememberedConsent', 'getRememberedConsent', 'getRememberedCookieConsent'].map((name) => Matomo.getAsyncTracker()[name]()));
      assert.deepEqual(returned, [false, false, false, null, 0]);
      await visit.end(1);
      assert.deepEqual(await visit.page.context().cookies(), []);
    });
  }

  test('consent costs no extra hit (matomo.js sends a ping)', async (t) => {
    const visit = await world.visit(t, { keepCookies: true, paq: [['requireCookieConsent'], ['trackPageView']] });
    await visit.hits(1);
    await visit.push(['setCookieConsentGiven'], ['rememberCookieConsentGiven'], ['setConsentGiven'], ['rememberConsentGiven']);
    await visit.end(1);
  });

  test('the console says once that the decision lasts for the page', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.page.evaluate((url) => Matomo.addTracker(url, 9), visit.trackerUrl);
    for (const command of ['rememberConsentGiven', 'optUserOut', 'rememberCookieConsentGiven', 'forgetConsentGiven', 'rememberConsentGiven']) await visit.push([command]);
    await visit.end(1);
    const notes = visit.messages.filter(({ text }) => text.startsWith('Crumbless'));
    assert.equal(notes.length, 1, JSON.stringify(notes));
    assert.match(notes[0].text, /lasts for th(is|e) page.*setConsentStore/);
  });

  test('the console says nothing where nothing was to be remembered', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], ['setConsentGiven'], ['forgetUserOptOut'], ['requireCookieConsent'], ['trackPageView']] });
    await visit.end(1);
    assert.deepEqual(visit.messages, []);
  });
});

describe("the browser's wish", AT_ONCE, () => {
  /** Title, the property of `navigator` and its value, the command, and whether hits leave. */
  const WISHES = [
    ['Do Not Track', 'doNotTrack', '1', ['setDoNotTrack', true], false],
    ['Do Not Track, in an older word', 'doNotTrack', 'yes', ['setDoNotTrack', true], false],
    ['Do Not Track that is off', 'doNotTrack', '0', ['setDoNotTrack', true], true],
    ['no word about it', 'doNotTrack', null, ['setDoNotTrack', true], true],
    ['Do Not Track that the site does not honour', 'doNotTrack', '1', ['setDoNotTrack', false], true],
    ['Do Not Track that the site says nothing about', 'doNotTrack', '1', ['setDocumentTitle', 'A page'], true],
    ['Global Privacy Control (matomo.js: unknown)', 'globalPrivacyControl', true, ['setGlobalPrivacyControl', true], false],
    ['Global Privacy Control that is off (matomo.js: unknown)', 'globalPrivacyControl', false, ['setGlobalPrivacyControl', true], true],
    ['no Global Privacy Control (matomo.js: unknown)', 'globalPrivacyControl', undefined, ['setGlobalPrivacyControl', true], true],
    ['Global Privacy Control that the site does not honour (matomo.js: unknown)', 'globalPrivacyControl', true, ['setGlobalPrivacyControl', false], true],
    ['Global Privacy Control beside an honoured Do Not Track', 'globalPrivacyControl', true, ['setDoNotTrack', true], true],
  ];

  for (const [title, property, value, command, isTracked] of WISHES) {
    test(`${title}: ${isTracked ? 'hits' : 'no hits'}`, async (t) => {
      const visit = await world.visit(t, {
        init: `Object.defineProperty(navigator, '${property}', { configurable: true, get: () => ${JSON.stringify(value)} })`,
        paq: [command, ['trackPageView'], ['trackEvent', 'c', 'a'], ['trackContentImpression', 'ad']],
      });
      await visit.end(isTracked ? 3 : 0);
    });
  }

  test('counts from the command on', async (t) => {
    const visit = await world.visit(t, { init: `Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })`, paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.push(['setDoNotTrack', true], ['trackEvent', 'c', 'lost'], ['setDoNotTrack', false], ['trackEvent', 'c', 'sent']);
    assert.deepEqual((await visit.end(2)).map(kind), ['action_name=A page', 'e_a=sent']);
  });
});

/**
 * Ends the page; exactly that many hits must be there then. matomo.js sends a ping to have its cookies known when consent
 * comes: that Crumbless sends none is a test of its own.
 */
async function ended(visit, count) {
  const isOwn = (hit) => kind(hit) !== 'ping=1';
  await leave(visit.page, visit.site);
  const hits = visit.site.collector.hits(visit.run).filter(isOwn);
  assert.equal(hits.length, count, hits.map(kind).join(', '));
  return hits;
}
