/** What the dashboard makes of hits: their numbers, and that no hit harms it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CLSThresholds, FCPThresholds, INPThresholds, LCPThresholds, TTFBThresholds } from 'web-vitals';
import { CARDS } from '../../www/js/dashboard/cards.mjs';
import { UNNAMED, factOf, hitsOf } from '../../www/js/dashboard/facts.mjs';
import { report } from '../../www/js/dashboard/report.mjs';
import { THRESHOLDS, p75, rate } from '../../www/js/dashboard/vitals.mjs';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 4, 3, 12);
const SITE = 'https://shop.example.org';

const hit = (kind, params, time = NOON) => ({ kind, time, params: { idsite: '4', ...params } });
const view = (path, params = {}, time = NOON) => hit('page-view', { url: SITE + path, ...params }, time);
const event = (category, action, name, value, params = {}) =>
  hit('event', { url: `${SITE}/`, e_c: category, e_a: action, ...(name !== undefined && { e_n: name }), ...(value !== undefined && { e_v: String(value) }), ...params });
const of = (...hits) => report(hits.map(factOf));

describe('page views', () => {
  test('are counted by page, without what is about campaigns and without the hash', () => {
    const { views, pages } = of(view('/a?size=2#top'), view('/b'), view('/a?utm_source=mail&size=2'), view('/a?pk_kwd=x'));
    assert.equal(views, 4);
    assert.deepEqual(pages, [{ page: '/a?size=2', views: 2 }, { page: '/a', views: 1 }, { page: '/b', views: 1 }]);
  });

  test('over time are bars of a minute up to the latest, and longer ones for a longer time', () => {
    const { step, bars } = of(view('/', {}, NOON + 59_999), view('/', {}, NOON + MINUTE), view('/', {}, NOON)).overTime;
    assert.equal(step, MINUTE);
    assert.equal(bars.length, 10);
    assert.deepEqual(bars.slice(-3), [{ time: NOON - MINUTE, views: 0 }, { time: NOON, views: 2 }, { time: NOON + MINUTE, views: 1 }]);

    const long = of(view('/', {}, NOON), view('/', {}, NOON + 119 * MINUTE)).overTime;
    assert.equal(long.step, 5 * MINUTE);
    assert.equal(long.bars.length, 24);
    assert.deepEqual([long.bars[0].views, long.bars.at(-1).views], [1, 1]);

    const years = of(view('/', {}, 0), view('/', {}, NOON)).overTime;
    assert.equal(years.bars.length, 30);
    assert.equal(years.bars.at(-1).views, 1);
  });

  test('have a source: a campaign, another website or neither, and none within the site', () => {
    const { sources } = of(
      view('/?mtm_campaign=spring&utm_campaign=other', { urlref: 'https://news.example.net/today' }),
      view('/?utm_campaign=spring'),
      view('/', { urlref: 'https://news.example.net/today' }),
      view('/b', { urlref: `${SITE}/`, _rcn: 'spring' }),
      view('/c', { _rcn: 'held' }),
      view('/d'),
      view('/e', { urlref: 'no address' }),
    );
    assert.deepEqual(sources, [
      { kind: 'direct', name: 'Direct', views: 2 },
      { kind: 'campaign', name: 'spring', views: 2 },
      { kind: 'campaign', name: 'held', views: 1 },
      { kind: 'website', name: 'news.example.net', views: 1 },
    ]);
  });
});

describe('Web Vitals', () => {
  test('have the thresholds of the library, inclusive', () => {
    assert.deepEqual(THRESHOLDS, { LCP: LCPThresholds, INP: INPThresholds, CLS: CLSThresholds, FCP: FCPThresholds, TTFB: TTFBThresholds });
    for (const [metric, [good, poor]] of Object.entries(THRESHOLDS)) {
      assert.deepEqual([good, good + 0.001, poor, poor + 0.001].map((value) => rate(metric, value)), ['good', 'needs-improvement', 'needs-improvement', 'poor'], metric);
    }
  });

  test('p75 is the least value that three quarters do not exceed', () => {
    assert.equal(p75([7]), 7);
    assert.equal(p75([1, 9]), 9);
    assert.equal(p75([40, 10, 30, 20]), 30);
    assert.equal(p75([50, 40, 10, 30, 20]), 40);
    assert.equal(p75([100, 9, 1, 20, 3, 7, 8, 2]), 9, 'by number, not by digits');
    for (const count of [1, 2, 3, 4, 5, 11, 100, 101]) {
      const values = Array.from({ length: count }, (_, index) => (index * 37) % count);
      const share = (limit) => values.filter((value) => value <= limit).length / count;
      assert.ok(share(p75(values)) >= 0.75 && share(p75(values) - 1) < 0.75, String(count));
    }
  });

  test('are counted by rating, with CLS in its own unit', () => {
    const { vitals } = of(
      event('Web Vitals', 'LCP', 'good', 1200), event('Web Vitals', 'LCP', 'good #hero>img', 2500), event('Web Vitals', 'LCP', 'poor', 6000), event('Web Vitals', 'LCP', 'needs-improvement p', 2501),
      event('Web Vitals', 'CLS', 'needs-improvement', 101), event('Web Vitals', 'TTFB', undefined, 1801), event('Web Vitals', 'INP', '', 200),
    );
    const [lcp, inp, cls, fcp, ttfb] = vitals;
    assert.deepEqual(lcp, { metric: 'LCP', count: 4, good: 2, needsImprovement: 1, poor: 1, p75: 2501, rating: 'needs-improvement' });
    assert.deepEqual([inp.good, inp.p75, inp.rating], [1, 200, 'good'], 'without a name, its value says it');
    assert.deepEqual([cls.p75, cls.rating], [0.101, 'needs-improvement']);
    assert.deepEqual(fcp, { metric: 'FCP', count: 0, good: 0, needsImprovement: 0, poor: 0, p75: undefined, rating: undefined });
    assert.deepEqual([ttfb.poor, ttfb.rating], [1, 'poor']);
  });
});

describe('what visitors did', () => {
  test('scroll depth is counted in tens, once a view, beside the thresholds that were reached', () => {
    const { depth } = of(event('Scroll', 'Depth', '70%', 74), event('Scroll', 'Depth', '70%', 70), event('Scroll', 'Depth', '100%', 100), event('Scroll', 'Depth', '0%', 0), event('Scroll', 'Depth', '30%'), event('Scroll', 'Reached', '50%', 50));
    assert.equal(depth.count, 5);
    assert.equal(depth.average, 54.8);
    assert.deepEqual(depth.buckets.filter(({ views, reached }) => views + reached > 0), [{ from: 0, views: 1, reached: 0 }, { from: 30, views: 1, reached: 0 }, { from: 50, views: 0, reached: 1 }, { from: 70, views: 2, reached: 0 }, { from: 100, views: 1, reached: 0 }]);
    assert.equal(depth.buckets.length, 11);
  });

  test('engaged time is the sum of a view’s parts', () => {
    const on = (path, pv_id) => ({ url: SITE + path, pv_id });
    const { engagement } = of(
      event('Engagement', 'Time', undefined, 12, on('/a', 'x1')), event('Engagement', 'Time', undefined, 3, on('/a', 'x1')), event('Engagement', 'Time', undefined, 5, on('/a', 'x2')),
      event('Engagement', 'Time', undefined, 40, on('/b', 'x3')), event('Engagement', 'Read', undefined, 30, on('/b', 'x3')), event('Engagement', 'Read', undefined, 30, on('/c')),
    );
    assert.deepEqual(engagement.pages, [
      { page: '/b', seconds: 40, read: 1, views: 1, average: 40 },
      { page: '/a', seconds: 20, read: 0, views: 2, average: 10 },
      { page: '/c', seconds: 0, read: 1, views: 0, average: undefined },
    ]);
    assert.deepEqual([engagement.seconds, engagement.views, engagement.average], [60, 3, 20]);
    assert.equal(of(event('Engagement', 'Time', undefined, 4), event('Engagement', 'Time', undefined, 8)).engagement.average, 6, 'without the id of a view');
  });

  test('a form is started, submitted or abandoned, and its last field is not part of its name', () => {
    const { forms } = of(
      event('Form', 'Start', 'signup /account/new'), event('Form', 'Start', 'signup /account/new'), event('Form', 'Submit', 'signup /account/new'), event('Form', 'Abandon', 'signup /account/new > email'),
      event('Form', 'Abandon', 'a > b /c > d'), event('Form', 'Submit'), event('Form', 'Abandon', '__proto__'),
    );
    assert.deepEqual(forms, [
      { form: 'signup /account/new', started: 2, submitted: 1, abandoned: 1, lastFields: [{ field: 'email', count: 1 }] },
      { form: UNNAMED, started: 0, submitted: 1, abandoned: 0, lastFields: [] },
      { form: '__proto__', started: 0, submitted: 0, abandoned: 1, lastFields: [] },
      { form: 'a > b /c', started: 0, submitted: 0, abandoned: 1, lastFields: [{ field: 'd', count: 1 }] },
    ]);
  });

  test('media are counted by element and part, whichever parts a site reports', () => {
    const { media } = of(event('Media', 'Play', 'intro'), event('Media', '10%', 'intro'), event('Media', '5%', 'intro'), event('Media', 'Time', 'intro', 7.5), event('Media', 'End', 'intro'), event('Media', 'Time', 'intro', 2), event('Media', 'Pause', '/talk.mp4'));
    assert.deepEqual(media, {
      actions: ['Play', 'Pause', '5%', '10%', 'End'],
      items: [{ name: 'intro', counts: [1, 0, 1, 1, 1], seconds: 9.5 }, { name: '/talk.mp4', counts: [0, 1, 0, 0, 0], seconds: 0 }],
    });
  });

  test('links, error pages and all other events have their counts', () => {
    const { links, errors, events, unreadable } = of(
      hit('download', { download: `${SITE}/a.pdf` }), hit('outlink', { link: 'https://example.net/' }), hit('outlink', { link: 'https://example.net/' }),
      event('Error Page', '404', '/gone (from https://example.net/ (list))'), event('Error Page', '404', '/gone'), event('Error Page', '410'),
      event('Recipes', 'rate', 'Shortbread', 4.5), hit('goal', { idgoal: '1' }), hit('ping', { ping: '1' }),
    );
    assert.deepEqual(links, [{ kind: 'outlink', address: 'https://example.net/', count: 2 }, { kind: 'download', address: `${SITE}/a.pdf`, count: 1 }]);
    assert.deepEqual(errors, [
      { status: '404', page: '/gone', referrer: '', count: 1 },
      { status: '404', page: '/gone', referrer: 'https://example.net/ (list)', count: 1 },
      { status: '410', page: UNNAMED, referrer: '', count: 1 },
    ]);
    assert.deepEqual(events, [{ category: 'Recipes', action: 'rate', count: 1 }]);
    assert.equal(unreadable, 0);
  });
});

test('what cannot be read is counted as that, and in no number', () => {
  const bad = [
    undefined, null, {}, 'text', { kind: 'event', time: NOON }, { kind: 'event', time: NOON, params: 'e_c=a' },
    { kind: 'page-view', time: NOON, params: { url: SITE } }, { kind: 'page-view', time: NaN, params: { idsite: '1', url: SITE } },
    hit('page-view', { url: 'nowhere' }), hit('page-view', {}), hit('outlink', {}), hit('download', { download: '' }), hit('event', { e_c: 'Recipes' }),
    event('Web Vitals', 'LCP', 'good', 'fast'), event('Web Vitals', 'LCP', 'good'), event('Web Vitals', 'LCP', 'good', -1), event('Web Vitals', 'LCP', 'good', 'Infinity'), event('Web Vitals', 'LCP', 'good', '0x10'), event('Web Vitals', 'LCP', 'good', ' '), event('Web Vitals', 'toString', 'good', 5),
    event('Scroll', 'Depth', '70%', 101), event('Scroll', 'Depth', 'deep'), event('Scroll', 'Up', '70%', 70),
    event('Engagement', 'Time', undefined, -5), event('Engagement', 'Time'), event('Engagement', 'Time', undefined, 5, { url: '' }), event('Engagement', 'Sleep', undefined, 5),
    event('Form', 'constructor', 'signup'), event('Media', 'Rewind', 'intro'), event('Media', 'Time', 'intro', 'long'), event('Media', '1000%', 'intro'),
  ];
  assert.deepEqual(of(...bad), { ...of(), hits: bad.length, unreadable: bad.length });
  const { hits, unreadable, views } = of(...bad, view('/'));
  assert.deepEqual([hits, unreadable, views], [bad.length + 1, bad.length, 1]);
});

test('no hit reaches an object’s own names, and the last of several equal parameters counts', () => {
  const parameters = [['idsite', '1'], ['url', `${SITE}/`], ['e_c', '__proto__'], ['e_a', 'constructor'], ['__proto__', 'x'], ['e_a', 'toString']].map(([name, value]) => ({ name, value }));
  const [read] = hitsOf({ time: NOON }, { hits: [{ kind: 'event', parameters }] });
  assert.deepEqual(report([factOf(read)]).events, [{ category: '__proto__', action: 'toString', count: 1 }]);
  assert.equal(factOf({ ...read, kind: 'constructor' }).topic, 'other');
});

describe('cards', () => {
  const all = of(
    view('/a'), view('/b', {}, NOON + MINUTE), event('Web Vitals', 'CLS', 'good', 42), event('Scroll', 'Depth', '70%', 74), event('Engagement', 'Time', undefined, 9, { pv_id: 'x' }),
    event('Form', 'Submit', 'signup /new'), event('Media', 'Play', 'intro'), hit('download', { download: `${SITE}/a.pdf?b#c` }), event('Error Page', '404', '/gone'), event('Recipes', 'rate'),
  );

  for (const card of CARDS) {
    test(`${card.title}: the chart’s numbers are in the table, and nothing is shown of nothing`, () => {
      assert.equal(card.show(of()), undefined);
      const { summary, columns, rows, chart } = card.show(all);
      assert.match(summary, /\d.*\.$/);
      for (const row of rows) assert.equal(row.length, columns.length);
      for (const { name, values } of chart.series) {
        assert.equal(values.length, chart.labels.length);
        const cells = name === 'Times' ? rows.at(-1).slice(1, -1) : rows.map((row) => row[columns.indexOf(name)]);
        assert.deepEqual(values, cells.map(Number));
      }
    });
  }

  test('values are in their units', () => {
    const cell = (id, row, column) => CARDS.find((card) => card.id === id).show(all).rows[row][column];
    assert.equal(cell('vitals', 0, 1), '0.042');
    assert.equal(cell('depth', 7, 0), '70–79%');
    assert.equal(CARDS.find(({ id }) => id === 'links').show(all).chart.labels[0], 'a.pdf');
  });

  test('charts and tables are bounded, however many pages there are', () => {
    const many = of(...Array.from({ length: 500 }, (_, index) => view(`/${index}`)));
    const { rows, chart, summary } = CARDS.find(({ id }) => id === 'pages').show(many);
    assert.deepEqual([rows.length, chart.labels.length], [25, 8]);
    assert.match(summary, /^500 pages/);
  });
});
