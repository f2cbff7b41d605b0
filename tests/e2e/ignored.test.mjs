/** `setIgnoredHosts` and `setIgnoredPaths`: nothing is sent on pages of these, and one line says why where a page is developed. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { serveBuilt } from './support/built.mjs';
import { application } from './support/module.mjs';
import { AT_ONCE, kind, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const open = (t, paq, { file = CORE, ...more } = {}) => worlds[file].visit(t, { paq, ...more });
const texts = (visit) => visit.messages.map(({ text }) => text);
const actions = (hits) => hits.map(kind).sort();
/** Everything that makes hits, before or behind the command. */
const ALL = [['trackPageView'], ['trackEvent', 'c', 'a'], ['ping'], ['trackContentImpression', 'block'], ['queueRequest', 'e_c=c&e_a=b'], ['queueRequest', 'idsite=7&rec=1&e_c=c&e_a=whole', true]];

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`ignored pages with ${file}`, AT_ONCE, () => {
    test('send nothing, wherever in the queue the command is, and say why once', async (t) => {
      for (const [row, why] of [[['setIgnoredPaths', ['/other', '/page/*']], 'setIgnoredPaths has /page/*'], [['setIgnoredHosts', '127.0.0.*'], 'setIgnoredHosts has 127.0.0.*']]) {
        const visit = await open(t, [...ALL, row, ...ALL], { file });
        await visit.line((text) => text.includes(why));
        await visit.push(['trackEvent', 'c', 'later']);
        await visit.end(0);
        assert.deepEqual([texts(visit), visit.errors], [[`Crumbless: nothing is sent from this page: ${why}`], []]);
      }
    });

    test('are those alone: on others everything leaves without a word', async (t) => {
      const visit = await open(t, [['setIgnoredPaths', ['/admin/*', '/pages/*']], ['setIgnoredHosts', ['*.example.org', 'localhost']], ...ALL], { file });
      const hits = await visit.end(6, 3);
      assert.deepEqual([actions(hits), texts(visit)], [['action_name=A page', 'e_a=a', 'e_a=b', 'e_a=whole', 'other', 'ping=1'], []]);
    });
  });
}

describe('ignored paths of an application', AT_ONCE, () => {
  const go = (visit, address, title) => visit.page.evaluate(([to, name]) => {
    history.pushState({}, '', to);
    document.title = name;
  }, [address, title]);

  test('stop it, and it goes on when it leaves them; what was made before still leaves', async (t) => {
    const visit = await open(t, [['setIgnoredPaths', '/admin/*'], ['enableSpaTracking'], ['queueRequest', 'e_c=c&e_a=queued'], ['trackPageView']]);
    await visit.hits(1);
    await go(visit, '/admin/users', 'Users');
    await visit.push(['trackEvent', 'c', 'secret']);
    await go(visit, '/shop', 'Shop');
    await visit.push(['trackEvent', 'c', 'open']);
    await visit.arrival('e_a=open');
    await go(visit, '/admin/again', 'Again');
    await visit.push(['trackEvent', 'c', 'secret again']);
    await visit.line((text) => text.includes('setIgnoredPaths has /admin/*'));
    const hits = await visit.end(4, 3);
    assert.deepEqual(actions(hits), ['action_name=A page', 'action_name=Shop', 'e_a=open', 'e_a=queued']);
    for (const hit of hits) assert.doesNotMatch(hit.raw, /admin/); // Nor as a referrer.
    assert.deepEqual([texts(visit).length, visit.errors], [1, []]);
  });

  test('count also where it reports another address, and where it reports one of them', async (t) => {
    const visit = await open(t, [['setIgnoredPaths', ['/admin/*', '#/private']], ['setCustomUrl', '/admin/x'], ['trackEvent', 'c', 'reported'], ['setCustomUrl', '/open'], ['trackEvent', 'c', 'open']]);
    await visit.arrival('e_a=open');
    await visit.page.evaluate(() => {
      history.pushState({}, '', '/admin/y');
      window._paq.push(['trackEvent', 'c', 'real']);
      history.pushState({}, '', '/shop#/private?tab=1');
      window._paq.push(['trackEvent', 'c', 'route']);
      history.pushState({}, '', '/shop#/public');
      window._paq.push(['trackEvent', 'c', 'public']);
    });
    assert.deepEqual(actions(await visit.end(2)), ['e_a=open', 'e_a=public']);
  });
});

describe('a list of hosts or paths', AT_ONCE, () => {
  const row = (name, code) => `_paq.push(['${name}', ${code}]);`;
  const is = async (t, rows, isIgnored) => {
    const visit = await open(t, [...rows, ['trackEvent', 'c', 'a']], { file: FULL });
    if (isIgnored) await visit.line((text) => text.includes('nothing is sent'));
    const hits = await visit.end(isIgnored ? 0 : 1);
    assert.deepEqual([hits.length, visit.errors], [isIgnored ? 0 : 1, []]);
    return visit;
  };

  test('may have patterns, as objects of the page or as texts', async (t) => {
    await is(t, [row('setIgnoredPaths', '/^\\/page\\/visit-\\d+$/')], true);
    await is(t, [row('setIgnoredPaths', "['/x', /VISIT/i]")], true);
    await is(t, [row('setIgnoredPaths', '[/VISIT/, /^\\/visit/]')], false);
    await is(t, [row('setIgnoredHosts', "['/^127\\\\./']")], true);
    await is(t, [row('setIgnoredHosts', '[/^128\\./g, /\\.example$/y]')], false);
  });

  test('takes hosts as people write them', async (t) => {
    const { port } = new URL(`http://${worlds[FULL].site.self}`);
    for (const [host, isIgnored] of [['http://127.0.0.1/', true], [`127.0.0.1.:${port}/`, true], ['127.0.0.1:80', false], ['münchen.example:8080', false], ['127.0.0.1', true], ['128.0.0.1', false], ['münchen.example', false], ['*.MÜNCHEN.example', false]]) await is(t, [['setIgnoredHosts', [host]]], isIgnored);
  });

  test('that cannot be read sends nothing ever again, and says so once', async (t) => {
    const WRONG = {
      'undefined': ['setIgnoredPaths', 'undefined'],
      'a folder without its slash': ['setIgnoredPaths', "['admin/*']"],
      'a pattern that is none': ['setIgnoredHosts', "['/(/']"],
      'a path behind a host in Unicode': ['setIgnoredHosts', "['münchen.example/path']"],
      'a number in it': ['setIgnoredPaths', "['/a', 5]"],
      'a getter that throws': ['setIgnoredPaths', "Object.defineProperty(['/a'], 0, { get() { throw new Error('by the page'); } })"],
      'an object that throws': ['setIgnoredHosts', "[{ toString() { throw new Error('by the page'); } }]"],
      'a length that lies': ['setIgnoredPaths', "new Proxy(['/a'], { get: (list, name) => (name === 'length' ? 3 : list[name]) })"],
      'a symbol': ['setIgnoredHosts', "[Symbol('host')]"],
    };
    for (const [what, given] of Object.entries(WRONG)) {
      const visit = await open(t, [row(...given), ...ALL], { file: FULL });
      await visit.line((text) => text.includes('nothing is sent'));
      await visit.push(['setIgnoredPaths', []], ['setIgnoredHosts', []], ['trackEvent', 'c', 'later']);
      await visit.end(0);
      assert.deepEqual([texts(visit).filter((text) => text.includes('nothing is sent')).length, visit.errors], [1, []], what);
    }
  });

  test('is read whatever a page has done to built-ins', async (t) => {
    const hostile = `
      Array.prototype.join = Array.prototype.flat = () => { throw new Error('by the page'); };
      Object.prototype.length = 5;
      String.prototype.startsWith = String.prototype.includes = () => false;`;
    await is(t, [hostile, ['setIgnoredPaths', ['/admin/*']]], false);
    // By what leaves: where built-ins are replaced a driver may not hear the console. It needs some of them itself.
    const hidden = await open(t, [hostile, ['setIgnoredPaths', ['/page/*']], ['trackEvent', 'c', 'lost'], 'window._paq[window._paq.length] = [function () { this.setIgnoredPaths([]); this.trackEvent("c", "kept"); }];'], { file: FULL });
    assert.deepEqual(actions(await hidden.end(1)), ['e_a=kept']);
    const visit = await open(t, [['setIgnoredPaths', ['/page/*']], ['trackEvent', 'c', 'a']], { file: FULL, body: '<form name="location"><input name="href" value="/"><input name="host"></form><img id="location" name="href">' });
    await visit.line((text) => text.includes('setIgnoredPaths has /page/*'));
    await visit.end(0);
  });
});

describe('where the list comes from', AT_ONCE, () => {
  test('a script element may have it', async (t) => {
    const visit = await worlds[CORE].visit(t, { html: ({ trackerUrl }) => `<!doctype html><title>A page</title><script src="/matomo.js" data-tracker-url="${trackerUrl}" data-site-id="7" data-ignored-paths='[["/x", "/^\\\\/page/"]]'></script>` });
    await visit.line((text) => text.includes('setIgnoredPaths has'));
    await visit.end(0);
  });

  test('an application may', async (t) => {
    const visit = await application(worlds[CORE], t);
    await visit.page.evaluate(`window.crumbless.createTracker({ url: '${visit.trackerUrl}', siteId: 7, commands: [['trackPageView'], ['setIgnoredHosts', [/^127/]]] })`);
    await visit.line((text) => text.includes('setIgnoredHosts has /^127/'));
    await visit.end(0);
  });

  test('a command that is misspelt closes the page', async (t) => {
    const visit = await open(t, [['trackPageView'], ['setIgnorePaths', '/admin']]);
    await visit.line((text) => text.includes('setIgnorePaths') && text.includes('nothing is sent'));
    await visit.end(0);
  });

  for (const given of [['setIgnoredPaths', '/nowhere'], ['setIgnoredHosts', 'nowhere.example'], ['setBotPolicy', 'leave-out']]) {
    test(`nothing is sent where the file that knows ${given[0]} cannot be loaded`, async (t) => {
      const visit = await worlds[CORE].visit(t, {
        before({ site, run }) {
          serveBuilt(site, `/lib/${run}/`, [CORE]);
        },
        html: ({ run, trackerUrl }) => `<!doctype html><title>A page</title><script>var _paq = [['trackPageView'], ${JSON.stringify(given)}, ['setTrackerUrl', '${trackerUrl}'], ['setSiteId', '7']];</script><script src="/lib/${run}/matomo.js"></script>`,
      });
      await visit.line((text) => text.includes(given[0]));
      await visit.push(['trackEvent', 'c', 'a']);
      await visit.end(0);
    });
  }

  test('an anonymous tracker’s pages are ignored too, its reports as well', async (t) => {
    const visit = await open(t, [['enableAnonymousMeasurement', { categories: ['c'] }], ['setIgnoredPaths', '/page/*'], ['trackPageView'], ['trackEvent', 'c', 'a'], ['recordCall', 'c', 'n', 'a', 5], ['sendUsageReport', { facts: { version: '1' } }]]);
    await visit.line((text) => text.includes('setIgnoredPaths has /page/*'));
    await visit.end(0);
  });

  test('elsewhere than where pages are developed nothing is said, unless enableDebug asks for it', async (t) => {
    // Any host but a local one: the browser asks this test's server for it.
    const visit = (rows) => worlds[CORE].visit(t, { paq: [...rows, ['setIgnoredPaths', '/page/*'], ['trackEvent', 'c', 'a']], before(own) {
      own.url = own.url.replace('127.0.0.1', 'site.example');
    }, async prepare(page) {
      await page.route('http://site.example:*/**', async (route) => {
        const response = await fetch(route.request().url().replace('site.example', '127.0.0.1'));
        await route.fulfill({ status: response.status, contentType: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) });
      });
    } });
    const told = await visit([['enableDebug']]);
    await told.line((text) => text.includes('setIgnoredPaths has /page/*'));
    const silent = await visit([]);
    await silent.page.waitForFunction(() => window.Matomo?.initialized && window.Matomo.getAsyncTracker().isUserOptedOut.name !== undefined && window._paq.push !== Array.prototype.push);
    await silent.end(0);
    assert.deepEqual(texts(silent), []);
  });
});
