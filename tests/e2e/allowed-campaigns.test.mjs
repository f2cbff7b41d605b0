/** `setAllowedCampaigns`: no other campaign is in a hit, whatever stands in the address and whatever a page gives. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const row = (given) => `_paq.push(['setAllowedCampaigns', ${given}]);`;

/** What of an address is in the hits, and the campaign and keyword of the first. */
async function left(t, given, search, { file = FULL, rows = [] } = {}) {
  // Last in the queue: it is about the first hit all the same.
  const visit = await worlds[file].visit(t, { search, paq: [...rows, ['trackPageView'], ['trackEvent', 'a', 'b'], row(given)] });
  const hits = await visit.end(2);
  assert.deepEqual(visit.errors, []);
  const [first, second] = hits.map((hit) => [param(hit, 'url').replace(/^[^?#]*/, ''), param(hit, '_rcn'), param(hit, '_rck')]);
  assert.deepEqual(second, first);
  return [first, visit.messages.map(({ text }) => text).filter((text) => text.startsWith('Crumbless'))];
}

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`allowed campaigns in ${file}`, AT_ONCE, () => {
    const CASES = [
      ["['newsletter-*', /^spring/]", '?mtm_campaign=Newsletter-5&mtm_kwd=tea&gclid=5&x=1', ['?mtm_campaign=Newsletter-5&mtm_kwd=tea&gclid=5&x=1', 'Newsletter-5', 'tea']],
      ["['newsletter-*', /^spring/]", '?mtm_campaign=Winter&mtm_kwd=tea&gclid=5&x=1', ['?x=1', undefined, undefined]],
      ["'/^SPRING/'", '?x=1#utm_campaign=spring%20sale', ['?x=1#utm_campaign=spring sale', 'spring sale', undefined]],
      ["{ names: ['spring'], parameters: ['mtm_campaign'] }", '?mtm_campaign=spring&mtm_kwd=tea#utm_campaign=spring', ['?mtm_campaign=spring', 'spring', undefined]],
      ["{ parameters: /^utm_/ }", '?utm_source=any&mtm_campaign=any', ['?utm_source=any', 'any', undefined]],
      ['[]', '?mtm_campaign=spring&x=1#here', ['?x=1#here', undefined, undefined]],
    ];
    for (const [given, search, expected] of CASES) {
      test(`${given} of ${search}`, async (t) => {
        assert.deepEqual(await left(t, given, search, { file }), [expected, []]);
      });
    }
  });
}

describe('allowed campaigns', AT_ONCE, () => {
  // None is allowed, and one line says so.
  const WRONG = [
    '', 'null', '5', 'true', '() => {}', '{}', "{ name: ['spring'] }", "{ names: ['spring'], other: 1 }", '{ names: null }', '{ names: undefined }', '{ names: {} }', "{ names: ['spring'], parameters: 5 }",
    "Object.create({ names: ['spring'] })", "{ get names() { throw new Error('by the page'); } }", "new Proxy({}, { ownKeys() { throw new Error('by the page'); } })",
    "new Proxy({}, { get() { throw new Error('by the page'); } })", "['/(/']", "['/spring']", "['/spring/zz']", '[null]', "[['spring'], Object.create(null)]", 'Array(20000)', "{ length: 1, 0: 'spring' }",
    "(() => { const all = ['spring']; Object.defineProperty(all, 0, { get() { throw new Error('by the page'); } }); return all; })()", "(() => { const all = []; all.push(all); return all; })()",
    "{ toString: () => '/a/(/' }",
  ];
  for (const given of WRONG) {
    test(`${given || 'nothing'} allows none and says so in a line`, async (t) => {
      const [found, lines] = await left(t, given, '?mtm_campaign=spring&x=1');
      assert.deepEqual(found, ['?x=1', undefined, undefined]);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], /^Crumbless: setAllowedCampaigns: (needs names|no pattern, left out)/);
    });
  }

  test('of a list the good ones, and of ten thousand the last', async (t) => {
    assert.deepEqual((await left(t, "['/(/', null, 'spring']", '?mtm_campaign=spring'))[0], ['?mtm_campaign=spring', 'spring', undefined]);
    const many = "Array.from({ length: 10000 }, (_, index) => `sale-${index}`)";
    assert.deepEqual(await left(t, many, '?mtm_campaign=sale-9999'), [['?mtm_campaign=sale-9999', 'sale-9999', undefined], []]);
    assert.deepEqual(await left(t, many, '?mtm_campaign=sale-10000'), [['', undefined, undefined], []]);
  });

  test('in anonymous measurement too, though a parameter is allowed there', async (t) => {
    const anonymous = ['enableAnonymousMeasurement', { url: 'https://app.example', allowedParameters: ['mtm_campaign', 'utm_source', 'view'], categories: ['a'] }];
    assert.deepEqual((await left(t, "['spring']", '?mtm_campaign=winter&utm_source=mail&view=a', { rows: [anonymous] }))[0], ['?view=a', undefined, undefined]);
    assert.deepEqual((await left(t, "['spring']", '?mtm_campaign=spring&utm_source=mail&view=a', { rows: [anonymous] }))[0], ['?mtm_campaign=spring&utm_source=mail&view=a', undefined, undefined]);
  });

  test('a name that is misspelt lets nothing leave', async (t) => {
    const visit = await worlds[FULL].visit(t, { paq: [['trackPageView'], ['setAllowedCampaign', ['spring']]] });
    await visit.line((text) => text.includes('nothing is sent'));
    assert.deepEqual(await visit.end(0), []);
  });

  test('without the full file nothing leaves', async (t) => {
    const visit = await worlds[CORE].visit(t, { search: '?mtm_campaign=winter', paq: [['trackPageView'], row("['spring']")], before: ({ site }) => site.serve('/matomo.full.js', { type: 'text/plain', body: 'Not found', status: 404 }) });
    await visit.line((text) => text.includes('nothing is sent'));
    assert.deepEqual(await visit.end(0), []);
  });
});
