/**
 * `setBeforeSend`: each hit as an object for a function of the page's, of every tracker, however it is sent. What cannot be read sends nothing.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { application } from './support/module.mjs';
import { serveBuilt } from './support/built.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const open = (t, paq, { file = CORE, ...more } = {}) => worlds[file].visit(t, { paq, ...more });
/** A row of the queue whose argument is code of the page. */
const row = (work) => `_paq.push(['setBeforeSend', ${work}]);`;
const lines = (visit) => visit.messages.map(({ text }) => text).filter((text) => text.startsWith('Crumbless: setBeforeSend'));

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`beforeSend in ${file}`, AT_ONCE, () => {
    test('changes, adds and leaves out parameters of all hits, also of those before it in the queue', async (t) => {
      const visit = await open(t, [['setUserId', 'ann'], ['trackPageView'], row("(hit) => ({ ...hit, url: hit.url.replace('/page/', '/p/'), uid: undefined, own: 'ä & b' })"), ['trackEvent', 'Videos', 'play', 'One', 5]], { file });
      const hits = await visit.end(2);
      assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=play']);
      for (const hit of hits) assert.deepEqual([param(hit, 'uid'), param(hit, 'own'), param(hit, 'idsite'), /\/p\/visit-/.test(param(hit, 'url'))], [undefined, 'ä & b', '7', true]);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });

    test('drops a hit without a word, by null or false, and changes what it is given in place', async (t) => {
      const visit = await open(t, [row("(hit) => { if (hit.e_a === '1') return null; if (hit.e_a === '2') return false; hit.e_n = 'seen'; }"), ['trackEvent', 'c', '1'], ['trackEvent', 'c', '2'], ['trackEvent', 'c', '3']], { file });
      const [hit, ...others] = await visit.end(1);
      assert.deepEqual([kind(hit), param(hit, 'e_n'), others, visit.messages], ['e_a=3', 'seen', [], []]);
    });
  });
}

describe('beforeSend', AT_ONCE, () => {
  const UNREADABLE = {
    'throws': "(hit) => { if (hit.e_a === 'lost') throw new Error('by the page'); }",
    'returns a promise': "(hit) => hit.e_a === 'lost' ? Promise.resolve(hit) : hit",
    'returns a text': "(hit) => hit.e_a === 'lost' ? 'e_a=lost' : hit",
    'returns an object with an object': "(hit) => hit.e_a === 'lost' ? { ...hit, uid: {} } : hit",
  };
  for (const [what, work] of Object.entries(UNREADABLE)) {
    test(`that ${what} keeps that hit back and says so once; the others go on`, async (t) => {
      const visit = await open(t, [row(work), ['trackEvent', 'c', 'lost'], ['trackEvent', 'c', 'kept']]);
      const hits = await visit.end(1);
      assert.deepEqual([hits.map(kind), lines(visit).length, visit.errors], [['e_a=kept'], 1, []]);
      assert.match(lines(visit)[0], /^Crumbless: setBeforeSend: a hit is not sent: /);
    });
  }

  test('that is no function sends nothing until there is one; null takes it away', async (t) => {
    const visit = await open(t, [row('window.notThereYet'), ['trackEvent', 'c', 'lost']]);
    await visit.line((text) => text.startsWith('Crumbless: setBeforeSend'));
    await visit.page.evaluate(() => window._paq.push(['setBeforeSend', (hit) => ({ ...hit, e_n: 'seen' })], ['trackEvent', 'c', 'a'], ['setBeforeSend', null], ['trackEvent', 'c', 'b']));
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => [kind(hit), param(hit, 'e_n')]), [['e_a=a', 'seen'], ['e_a=b', undefined]]);
  });

  test('sees each hit of a request with several, content included', async (t) => {
    const blocks = [1, 2, 3].map((number) => `<p data-track-content data-content-name="Block ${number}">${number}</p>`).join('');
    const visit = await open(t, [row("(hit) => hit.c_n === 'Block 2' ? null : { ...hit, seen: '1' }"), ['trackPageView'], ['trackEvent', 'c', 'a'], ['trackAllContentImpressions']], { body: blocks });
    const hits = await visit.end(4);
    assert.deepEqual(hits.map((hit) => param(hit, 'c_n') ?? kind(hit)).sort(), ['Block 1', 'Block 3', 'action_name=A page', 'e_a=a']);
    assert.deepEqual(hits.map((hit) => param(hit, 'seen')), ['1', '1', '1', '1']);
    assert.ok(visit.requests() < 4);
  });

  test('sees full requests of queueRequest, and may drop them', async (t) => {
    const visit = await open(t, [row("(hit) => hit.secret ? null : { ...hit, own: 'seen' }"), ['queueRequest', 'idsite=7&rec=1&e_c=c&e_a=kept', true], ['queueRequest', 'idsite=7&rec=1&e_c=c&e_a=lost&secret=1', true], ['queueRequest', { toString: null }, true], ['trackEvent', 'c', 'last']]);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => [kind(hit), param(hit, 'own')]).sort(), [['e_a=kept', 'seen'], ['e_a=last', 'seen']]);
    assert.deepEqual([visit.errors, lines(visit).length], [[], 1]);
  });

  test('comes after plugins, appendToTrackingUrl and the site’s own processing', async (t) => {
    const visit = await open(t, [
      "window.matomoPluginAsyncInit = [function () { Matomo.addPlugin('Own', { log: function () { return '&plugin=1'; } }); }];",
      "_paq.push(['setCustomRequestProcessing', (request) => request + '&processed=1']);",
      row("(hit) => ({ ...hit, plugin: hit.plugin + '2', appended: hit.appended + '2', processed: hit.processed + '2' })"),
      ['appendToTrackingUrl', 'appended=1'], ['trackPageView'],
    ], { file: FULL });
    const [hit] = await visit.end(1);
    assert.deepEqual(['plugin', 'appended', 'processed'].map((name) => param(hit, name)), ['12', '12', '12']);
  });

  test('is each tracker’s own: of all that are there, and not for what is only returned', async (t) => {
    const visit = await open(t, ["_paq.push(['addTracker', location.origin + location.pathname.replace('/page/', '/c/') + '/matomo.php', 8]);", row("(hit) => ({ ...hit, e_n: 'of ' + hit.idsite })"), ['trackEvent', 'c', 'a']]);
    await visit.hits(2);
    const request = await visit.page.evaluate((url) => {
      const [first, other] = window.Matomo.getAsyncTrackers();
      other.setBeforeSend(() => null);
      window._paq.push(['trackEvent', 'c', 'b']);
      window.Matomo.getTracker(url, 9).trackEvent('c', 'alone');
      return first.getRequest('e_c=c');
    }, visit.trackerUrl);
    assert.doesNotMatch(request, /e_n=/);
    const hits = await visit.end(4);
    assert.deepEqual(hits.map((hit) => [param(hit, 'idsite'), kind(hit), param(hit, 'e_n')]).sort(), [['7', 'e_a=a', 'of 7'], ['7', 'e_a=b', 'of 7'], ['8', 'e_a=a', 'of 8'], ['9', 'e_a=alone', undefined]]);
  });

  test('adds nothing to anonymous hits that may not leave, sees what they are, and may drop one', async (t) => {
    const visit = await open(t, [
      ['enableAnonymousMeasurement', { url: 'https://app.example', title: 'App', categories: ['Editor'], eventNames: ['a', 'drop'] }],
      row("(hit) => { (window.seen = window.seen || []).push(hit); if (hit.e_a === 'drop') return null; return { ...hit, uid: 'secret', action_name: 'secret', url: 'https://secret.example/', e_v: '3', dimension1: 'secret' }; }"),
      ['trackPageView', 'secret'], ['trackEvent', 'Editor', 'a'], ['trackEvent', 'Editor', 'drop'],
    ], { title: 'secret title', search: '?q=secret' });
    const hits = await visit.end(1 + 1);
    for (const hit of hits) assert.doesNotMatch(decodeURIComponent(hit.raw), /secret/);
    assert.deepEqual(hits.map((hit) => [kind(hit), param(hit, 'url'), param(hit, 'e_v')]), [['action_name=App', 'https://app.example/?', undefined], ['e_a=a', 'https://app.example/?', undefined]]);
  });

  test('keeps everything back where the file that has it cannot be loaded', async (t) => {
    const visit = await worlds[CORE].visit(t, {
      before({ site, run }) {
        serveBuilt(site, `/lib/${run}/`, [CORE]);
      },
      html: ({ run, trackerUrl }) => `<!doctype html><title>A page</title><script>var _paq = [['trackPageView'], ['setBeforeSend', (hit) => hit], ['setTrackerUrl', '${trackerUrl}'], ['setSiteId', '7']];</script><script src="/lib/${run}/matomo.js"></script>`,
    });
    await visit.line((text) => text.includes('setBeforeSend'));
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.end(0);
  });
});

describe('the option beforeSend of createTracker', AT_ONCE, () => {
  const make = (visit, options) => visit.page.evaluate(`window.crumbless.createTracker({ url: '${visit.trackerUrl}', siteId: 7, ${options} }).then((tracker) => { window.tracker = tracker; return 'made'; }, (error) => error.message)`);
  const world = worlds[CORE];

  test('is there before the first command, for all receivers', async (t) => {
    const visit = await application(world, t);
    const url = visit.trackerUrl;
    const made = await make(visit, `targets: [{ url: '${url}', siteId: 8 }], commands: [['setUserId', 'ann'], ['trackPageView']], beforeSend: ({ uid, ...hit }) => (hit.e_a === 'drop' ? null : { ...hit, seen: hit.idsite })`);
    assert.equal(made, 'made');
    await visit.page.evaluate(() => { window.tracker.trackEvent('c', 'drop'); window.tracker.trackEvent('c', 'kept'); });
    const hits = await visit.end(4);
    assert.deepEqual(hits.map((hit) => [param(hit, 'seen'), kind(hit), param(hit, 'uid')]).sort(), ['7', '8'].flatMap((site) => [[site, 'action_name=Secret title', undefined], [site, 'e_a=kept', undefined]]));
    assert.deepEqual(visit.errors, []);
  });

  test('has to be a function; a second call’s counts from then on', async (t) => {
    const visit = await application(world, t);
    assert.equal(await make(visit, "beforeSend: 'hit'"), 'beforeSend: expected a function');
    assert.equal(await make(visit, "debug: 'yes'"), 'debug: expected true or false');
    assert.equal(await make(visit, 'beforeSend: null, debug: undefined'), 'made');
    assert.equal(await make(visit, "beforeSend: (hit) => ({ ...hit, seen: '1' })"), 'made');
    await visit.page.evaluate(() => window.tracker.trackPageView());
    const [hit] = await visit.end(1);
    assert.equal(param(hit, 'seen'), '1');
  });
});
