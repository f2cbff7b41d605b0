/** Anonymous measurement for pages with the snippet, by the very lines of docs/anonymous.md: with the rest coming late, and from the start. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { FILES, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { buildPage } from '../vectors/player/page.mjs';
import { hitsOf, receiver } from './support/module.mjs';
import { AT_ONCE, World, kind, param } from './support/world.mjs';

const FENCE = '```';
const [EXAMPLE] = readFileSync(fromRoot('docs/anonymous.md'), 'utf8')
  .split(FENCE)
  .filter((block) => block.startsWith('javascript') && block.includes('enableAnonymousMeasurement'))
  .map((block) => block.slice('javascript'.length));
const BODY = '<button class="save">Save <b>Jane</b></button><a href="http://partner.example/jane">Jane</a>';
const PRIVATE = /jane|4711|partner/i;

for (const file of FILES) describe(file, AT_ONCE, () => {
  const world = new World();
  before(() => world.start(fromRoot(file)));
  after(() => world.stop());

  /** A page that knows a name, tracks all kinds of things, and has the document's lines after the first of them. */
  const application = (t, commands, example = EXAMPLE) => world.visit(t, {
    search: '?module=editor&action=save&view=list&project=4711&customer=Jane#jane',
    html(visit) {
      const lines = example.replace('https://maker.example/matomo.php', receiver(visit, 'maker'));
      return buildPage({ title: 'Jane', body: BODY, paq: [['trackPageView'], lines, ['setUserId', 'jane'], ...commands] }, visit.trackerUrl);
    },
  });

  describe('anonymous measurement', AT_ONCE, () => {
    test('does what the document says, wherever it stands in the queue', async (t) => {
      const visit = await application(t, [['trackSiteSearch', 'Jane'], ['enableLinkTracking'], ['trackEvent', 'Customer', 'Jane']]);
      await visit.page.click('b');
      const own = await visit.hits(2);
      assert.deepEqual(own.map((hit) => [kind(hit), param(hit, 'url')]), [
        ['action_name=Editor Save', 'https://app.example/editor/save/?view=list&project=11'],
        ['e_a=save', 'https://app.example/editor/save/?view=list&project=11'],
      ]);
      const maker = await hitsOf(visit, 'maker', 2);
      assert.deepEqual(maker.map((hit) => [kind(hit), param(hit, 'idsite'), param(hit, 'url')]), [
        ['action_name=Editor Save', '3', 'https://app.example/editor/save/?view=list&project=11'],
        ['e_a=save', '3', 'https://app.example/editor/save/?view=list&project=11'],
      ]);
      for (const hit of [...own, ...maker]) {
        assert.doesNotMatch(JSON.stringify(hit), PRIVATE);
        assert.equal(hit.headers.referer, undefined);
      }
      assert.deepEqual(visit.errors, []);
    });

    test('sends what was recorded when the page is left', async (t) => {
      const visit = await application(t, [['recordCall', 'API', 'Actions', 'Actions.get', 12]]);
      await visit.hits(1);
      await visit.page.goto('about:blank');
      const hits = await visit.site.waitForHits(visit.run, 4);
      assert.deepEqual(hits.map(kind), ['action_name=Editor Save', 'action_name=System-Report', 'e_a=Actions.get (count)', 'e_a=Actions.get (speed)']);
      assert.equal(param(hits[1], 'url'), 'https://app.example/system-report');
      assert.deepEqual(hits.map((hit) => hit.headers.referer), [undefined, undefined, undefined, undefined]);
    });

    test('leaves a tracker as it is that did not ask for it', async (t) => {
      const visit = await application(t, [['trackEvent', 'Customer', 'Jane']], EXAMPLE.replace(/_paq\.push\(\['enable[^]*?\}\]\);/, ''));
      assert.deepEqual((await visit.hits(2)).map((hit) => [kind(hit), param(hit, 'uid')]), [['action_name=Jane', 'jane'], ['e_a=Jane', 'jane']]);
      assert.deepEqual((await hitsOf(visit, 'maker', 1)).map(kind), ['action_name=Anonymous']);
    });

    test('asks a target by https where the page came that way', async (t) => {
      const page = await world.openPage();
      t.after(() => page.context().close());
      const paq = [['trackPageView'], EXAMPLE.replace('https://maker.example', 'http://maker.example')];
      const served = {
        '/page': { contentType: 'text/html', body: buildPage({ paq }, 'https://own.example/matomo.php') },
        '/matomo.js': { contentType: 'text/javascript', path: fromRoot(file) },
        '/matomo.full.js': { contentType: 'text/javascript', path: fromRoot(FULL) },
      };
      await page.route('**/*', (route) => route.fulfill(served[new URL(route.request().url()).pathname] ?? { status: 204 }));
      const asked = page.waitForRequest((request) => request.url().includes('//maker.example/'));
      await page.goto('https://app.example/page');
      assert.match((await asked).url(), /^https:\/\/maker\.example\/matomo\.php\?/);
    });
  });
});
