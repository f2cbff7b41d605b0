/** dist/matomo.js does what nearly every page needs without asking for anything else. */
import assert from 'node:assert/strict';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { FULL, commandsOf } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { AT_ONCE, World, kind, param } from './support/world.mjs';

const FILE = fromRoot('dist/matomo.js');
/** `CRUMBLESS_CORE_TRACKER` names another file, such as Matomo's own, to see whether a test asks for more. */
const TRACKER = process.env.CRUMBLESS_CORE_TRACKER ?? FILE;
const { names, elsewhere } = commandsOf(FILE);
const OUT = 'http://partner.example/out';
const STAY = `<script>document.addEventListener('click', (event) => event.preventDefault());</script>`;

const world = new World();
before(() => world.start(TRACKER));
after(() => world.stop());

test('a tracker of the core build is looked at without a word', async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  await visit.hits(1);
  const looked = await visit.page.evaluate(async () => {
    const tracker = window.Matomo.getAsyncTracker();
    console.assert(JSON.stringify({ tracker }) && String(Object.keys(tracker)) && `${Object.prototype.toString.call(tracker)}`);
    return (await tracker) === tracker && tracker instanceof Object && typeof tracker.trackPageView;
  });
  assert.equal(looked, 'function');
  assert.deepEqual([visit.messages, visit.errors], [[], []]);
});

describe('the core build tracks', AT_ONCE, () => {
  test('page views, events, goals, searches and dimensions', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        ['setCustomDimension', 2, 'always'], ['setUserId', 'ann'], ['trackPageView'], ['trackEvent', 'Videos', 'play', 'Film', 3],
        ['trackGoal', 3, 9.5], ['trackSiteSearch', 'words', 'place', 2],
      ],
    });
    await visit.hits(4);
    await visit.push(['deleteCustomDimension', 2], ['setDocumentTitle', 'Next'], ['setCustomUrl', '/next'], ['trackPageView']);
    const hits = await visit.end(5);
    assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=play', 'idgoal=3', 'search=words', 'action_name=Next']);
    const values = (name) => hits.map((hit) => param(hit, name));
    assert.deepEqual(values('dimension2'), ['always', 'always', 'always', 'always', undefined]);
    assert.deepEqual(new Set(values('uid')), new Set(['ann']));
    assert.deepEqual([values('e_c')[1], values('e_n')[1], values('e_v')[1], values('revenue')[2]], ['Videos', 'Film', '3', '9.5']);
    assert.deepEqual([values('search_cat')[3], values('search_count')[3]], ['place', '2']);
    assert.equal(values('url')[4], 'http://127.0.0.1/next'); // Without the port, as matomo.js completes addresses.
    const views = values('pv_id');
    assert.deepEqual(views.slice(1, 4), [views[0], views[0], views[0]]);
    assert.notEqual(views[4], views[0]);
  });

  test('links and downloads', async (t) => {
    const visit = await world.visit(t, {
      body: `<a id="out" href="${OUT}"><b>Out</b></a><a id="file" href="/f.zip">File</a><a id="in" href="/in">In</a>${STAY}`,
      paq: [['trackPageView'], ['enableLinkTracking']],
    });
    await visit.hits(1);
    for (const id of ['#out b', '#in', '#file']) await visit.page.click(id);
    await visit.push(['trackLink', `${OUT}?by-hand`, 'link']);
    const hits = await visit.end(4);
    assert.deepEqual(hits.slice(1).map(kind), [`link=${OUT}`, `download=http://${visit.site.self}/f.zip`, `link=${OUT}?by-hand`]);
  });

  test('where the visitor comes from', async (t) => {
    const visit = await world.visit(t, { search: '?mtm_campaign=spring&mtm_kwd=tea&sid=secret', paq: [['setExcludedQueryParams', ['sid']], ['setReferrerUrl', 'http://partner.example/'], ['trackPageView']] });
    const [hit] = await visit.end(1);
    assert.deepEqual(['_rcn', '_rck', 'urlref'].map((name) => param(hit, name)), ['spring', 'tea', 'http://partner.example/']);
    assert.doesNotMatch(param(hit, 'url'), /secret/);
  });

  test('to each of several trackers', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate((url) => Matomo.addTracker(url, 9), visit.trackerUrl);
    await visit.push(['trackEvent', 'c', 'a']);
    const hits = await visit.end(3);
    assert.deepEqual(hits.map((hit) => param(hit, 'idsite')).sort(), ['7', '7', '9']);
  });

  test('nothing without consent, everything once it comes', async (t) => {
    const visit = await world.visit(t, { paq: [['requireConsent'], ['trackPageView'], ['trackEvent', 'c', 'a']] });
    assert.equal(await visit.page.evaluate(() => Matomo.getAsyncTracker().hasConsent()), false);
    assert.equal(visit.requests(), 0);
    await visit.push(['setConsentGiven', false]);
    const hits = await visit.hits(2);
    assert.deepEqual(hits.map((hit) => `${kind(hit)} ${param(hit, 'consent')}`), ['action_name=A page 1', 'e_a=a 1']);
    await visit.push(['optUserOut'], ['trackEvent', 'c', 'b']);
    assert.equal(await visit.page.evaluate(() => Matomo.getAsyncTracker().isUserOptedOut()), true);
    await visit.end(2);
  });

  test('nothing where Do Not Track is honoured', async (t) => {
    const visit = await world.visit(t, { init: `Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })`, paq: [['setDoNotTrack', true], ['trackPageView']] });
    await visit.end(0);
  });

  test('hits of one turn in one request (matomo.js: each in its own)', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView'], ['trackEvent', 'c', 'a'], ['trackGoal', 3]] });
    const hits = await visit.end(3);
    assert.deepEqual(hits.map((hit) => hit.bulk?.index), [0, 1, 2]);
    assert.equal(visit.requests(), 1);
  });

  test('hits of a page that is leaving', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() => addEventListener('pagehide', () => _paq.push(['trackEvent', 'c', 'last'])));
    assert.equal(kind((await visit.end(2, 1))[1]), 'e_a=last');
  });
});

describe('of what the core build does not have', AT_ONCE, () => {
  test('there is a list, and it has none of its own commands', () => {
    assert.ok(elsewhere.length > 50);
    const own = commandsOf(fromRoot(FULL)).names;
    assert.deepEqual(elsewhere.filter((name) => !own.includes(name)), []);
    assert.deepEqual(own.filter((name) => !names.includes(name) && !elsewhere.includes(name)), []);
  });
});
