/**
 * Nothing is kept on the visitor's device: shown by trapping every place where something could be. The vectors are played with the
 * same trap (tests/vectors/player).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildPage } from '../vectors/player/page.mjs';
import { leave } from '../vectors/player/replay.mjs';
import { isForbidden, trapStorage, USES } from '../vectors/player/storage-trap.mjs';
import { AT_ONCE, startWorld } from './support/world.mjs';

const LEFTOVERS = ['_pk_id.7.1fff', '_pk_ses.7.1fff', '_pk_ref.7.1fff', '_pk_cvar.7.1fff', 'mtm_consent', 'mtm_cookie_consent'];
/** The last is the visitor's own refusal, which is not the tracker's to undo. */
const OTHERS = ['session', 'my_pk_id.7.1fff', 'pk_id', 'mtm', '_pk', 'PHPSESSID', 'mtm_consent_removed'];
const leftoverCookies = ({ url }) =>
  [...LEFTOVERS, ...OTHERS].map((name) => ({ name, value: 'kept', domain: new URL(url).hostname, path: '/' }));

const world = startWorld();

/** Tracking of every kind, without a word about cookies. */
const TRACKING = [
  ['trackPageView'],
  ['trackEvent', 'a', 'b'],
  ['trackGoal', 1],
  ['trackSiteSearch', 'words'],
  ['setUserId', 'ann'],
  ['setCustomDimension', 1, 'x'],
  ['enableLinkTracking'],
  ['trackLink', 'http://partner.example/', 'link'],
];

/** A visit with the trap set. */
async function trappedVisit(t, parts) {
  let accesses;
  const prepare = async (page) => {
    accesses = await trapStorage(page, world.site);
  };
  const visit = await world.visit(t, { ...parts, prepare });
  return { visit, accesses };
}

test('the trap notices every use, and who it was', async (t) => {
  const { visit, accesses } = await trappedVisit(t, {
    html: () => '<!doctype html><script src="/uses.js"></script>',
    before: ({ site }) => site.serve('/uses.js', { type: 'text/javascript', body: Object.values(USES).map((use) => `try { ${use}; } catch {}`).join('\n') }),
  });
  await leave(visit.page, visit.site);
  for (const use of Object.keys(USES)) {
    await t.test(use, () => {
      const noticed = accesses().filter(({ what }) => what === use);
      assert.equal(noticed.length, 1);
      assert.match(noticed[0].stack, /\/uses\.js/);
    });
  }
  assert.ok(accesses().every(({ what }) => Object.hasOwn(USES, what)), 'nothing else');
});

test('the trap notices what is done in the last moment', async (t) => {
  const { visit, accesses } = await trappedVisit(t, {
    html: () => "<!doctype html><script>addEventListener('pagehide', () => { document.cookie = 'trap=1'; });</script>",
  });
  await leave(visit.page, visit.site);
  // Firefox 153 loses a third of what a page sends as it goes, and so of what the trap says.
  for (let more = 0; more < 12 && accesses().length === 0; more += 1) {
    await visit.page.goto(visit.url);
    await leave(visit.page, visit.site);
  }
  assert.deepEqual([...new Set(accesses().map((access) => access.what))], ['document.cookie written']);
});

test('a page that says nothing about cookies is not even asked for them', async (t) => {
  const { visit, accesses } = await trappedVisit(t, { keepCookies: true, paq: TRACKING, cookies: leftoverCookies });
  await visit.hits(5);
  assert.deepEqual(await cookieNames(visit), [...LEFTOVERS, ...OTHERS].sort());
  await visit.end(5);
  assert.deepEqual(accesses(), []);
});

test('consent is asked for, given, taken back and remembered without touching storage', async (t) => {
  const names = ['requireConsent', 'setConsentGiven', 'rememberConsentGiven', 'setCookieConsentGiven', 'rememberCookieConsentGiven', 'optUserOut', 'forgetConsentGiven', 'forgetUserOptOut'];
  const getters = ['areCookiesEnabled', 'hasCookies', 'getRememberedConsent', 'hasRememberedConsent', 'getRememberedCookieConsent', 'isUserOptedOut', 'getVisitorId', 'getAttributionInfo'];
  const { visit, accesses } = await trappedVisit(t, { keepCookies: true, paq: TRACKING });
  await visit.hits(5);
  await visit.push(...names.map((name) => [name]), ['enableHeartBeatTimer'], ['enableCrossDomainLinking'], ['trackVisibleContentImpressions']);
  await visit.page.evaluate((asked) => asked.map((name) => Matomo.getAsyncTracker()[name]()), getters);
  await visit.end(5);
  assert.deepEqual(accesses(), []);
});

describe('window.name', AT_ONCE, () => {
  const START = 'module=Overlay&action=startOverlaySession&idSite=7&period=day&date=2025-01-02';
  const LEADING_ON = {
    type: 'text/html',
    headers: { 'Referrer-Policy': 'no-referrer-when-downgrade' },
    body: '<!doctype html><script>location.href = location.hash.slice(1);</script>',
  };

  /** The page, on a host of its own, in a frame that Matomo has opened at an address with a query. */
  async function inFrame(t, query, count) {
    const { visit, accesses } = await trappedVisit(t, {
      html: ({ site, run }) => `<!doctype html><title>Around</title><iframe src="/c/${run}/index.php?${query}#http://${site.other}/inner/${run}"></iframe>`,
      before: ({ site, run, trackerUrl }) => {
        site.serve(`/c/${run}/index.php`, LEADING_ON);
        site.serve(`/inner/${run}`, buildPage({ title: 'A page', paq: [...TRACKING, ['trackAllContentImpressions']] }, trackerUrl));
      },
    });
    await visit.hits(count);
    await visit.end(count);
    return accesses();
  }

  test('is written in the frame of an overlay that Matomo opened, and nothing else is touched', async (t) => {
    const accesses = await inFrame(t, START, 4);
    assert.deepEqual(new Set(accesses.filter(isForbidden).map(({ what }) => what)), new Set(['window.name written', 'window.name read']));
    for (const { what, value, stack } of accesses.filter(({ what }) => what.startsWith('window.name'))) {
      assert.match(stack, /\/matomo\.js/);
      if (what === 'window.name written') assert.equal(value, 'Matomo_Overlay###day###2025-01-02###');
    }
  });

  test('is only looked at in any other frame', async (t) => {
    const accesses = await inFrame(t, 'module=Other', 5);
    assert.deepEqual(new Set(accesses.filter(isForbidden).map(({ what }) => what)), new Set(['window.name read']));
  });

  test('is not even looked at outside of frames', async (t) => {
    const { visit, accesses } = await trappedVisit(t, { paq: [...TRACKING, ['trackAllContentImpressions'], ['trackContentImpression', 'ad']] });
    await visit.end(6);
    assert.deepEqual(accesses().filter(isForbidden), []);
  });
});

describe('cookies an earlier tracker left', () => {
  for (const command of ['disableCookies', 'deleteCookies']) {
    test(`are gone after ${command}, others stay, none is set`, async (t) => {
      const { visit, accesses } = await trappedVisit(t, {
        keepCookies: true,
        paq: [[command], ...TRACKING],
        cookies: leftoverCookies,
      });
      await visit.hits(5);
      await visit.page.evaluate(() => new Promise((resolve) => (window.requestIdleCallback ?? setTimeout)(resolve)));
      assert.deepEqual(await cookieNames(visit), [...OTHERS].sort());
      await visit.end(5);
      assert.deepEqual(accesses().filter(isForbidden), []);
      assert.ok(accesses().some((access) => access.what === 'document.cookie written'));
    });
  }

  test('a browser without any keeps none', async (t) => {
    const visit = await world.visit(t, { paq: [['deleteCookies'], ...TRACKING] });
    await visit.hits(5);
    assert.deepEqual(await cookieNames(visit), []);
  });
});

async function cookieNames(visit) {
  const cookies = await visit.page.context().cookies(visit.url);
  for (const cookie of cookies) assert.equal(cookie.value, 'kept', cookie.name);
  return cookies.map((cookie) => cookie.name).sort();
}
