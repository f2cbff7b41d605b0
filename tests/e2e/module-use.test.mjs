/** The ES module as applications use it: twice by mistake, where nothing is to be sent, and with pages of its own. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FILES, application as openApplication, receiver } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
const application = (t, parts) => openApplication(world, t, parts);
const said = ({ messages }, level) => messages.filter((message) => message.level === level && message.text.includes('Crumbless')).map(({ text }) => text);

describe('a second tracker for the same address and site', AT_ONCE, () => {
  test('is the first one, counts nothing again and is said once', async (t) => {
    const visit = await application(t);
    const seen = await visit.page.evaluate(async (url) => {
      const make = (address) => window.crumbless.createTracker({ url: address, siteId: 7, commands: [['trackPageView']] });
      const [first, second] = await Promise.all([make(url), make(url)]);
      const third = await make(new URL(url).pathname);
      return [first === second, first === third, window.crumbless.Matomo.getAsyncTrackers().length];
    }, visit.trackerUrl);
    assert.deepEqual(seen, [true, true, 1]);
    assert.deepEqual((await visit.end(1)).map(kind), ['action_name=Secret title']);
    const [line, ...others] = said(visit, 'warning');
    assert.match(line, /site 7 at http.* has a tracker already/);
    assert.deepEqual(others, []);
  });

  test('keeps back what its commands keep back', async (t) => {
    const visit = await application(t);
    await visit.page.evaluate(async (url) => {
      await window.crumbless.createTracker({ url, siteId: 7 });
      const tracker = await window.crumbless.createTracker({ url, siteId: 7, commands: [['requireConsent'], ['trackPageView']] });
      tracker.trackEvent('Waits', 'for consent');
    }, visit.trackerUrl);
    await visit.end(0);
  });

  test('is refused if it is to be anonymous and the first is not', async (t) => {
    const visit = await application(t);
    const told = await visit.page.evaluate(async (url) => {
      const make = (options) => window.crumbless.createTracker({ url, siteId: 7, ...options }).then(() => 'made', (error) => error.message);
      return [await make({ anonymous: { title: 'x' } }), await make({ anonymous: { title: 'x' } }), await make({ anonymous: { title: 'y' } }), await make({})];
    }, visit.trackerUrl);
    assert.deepEqual([told[0], told[1], told[3]], ['made', 'made', 'made']);
    assert.match(told[2], /has a tracker already, which is not anonymous in that way/);
    await visit.end(0);
  });

  test('for another site is another', async (t) => {
    const visit = await application(t);
    await visit.page.evaluate(async (url) => {
      for (const siteId of [7, 8]) await window.crumbless.createTracker({ url, siteId, commands: [['trackPageView']] });
    }, visit.trackerUrl);
    assert.deepEqual((await visit.end(2)).map((hit) => param(hit, 'idsite')).sort(), ['7', '8']);
    assert.deepEqual(said(visit, 'warning'), []);
  });
});

describe('the option `enabled`', AT_ONCE, () => {
  const outcome = (visit, enabled) => visit.page.evaluate(async ([url, code]) => {
    const made = await window.crumbless.createTracker({ url, siteId: 7, enabled: (0, eval)(`(${code})`), commands: [['trackPageView']] }).catch((error) => error.message);
    if (typeof made == 'string') return made;
    made.trackEvent('a', 'b');
    return String(made.getSiteId());
  }, [visit.trackerUrl, enabled]);

  for (const enabled of ['false', '() => false', '["www.example.org", "*.example.org"]', '[]']) {
    test(`${enabled} makes a tracker that does nothing, and loads nothing`, async (t) => {
      const visit = await application(t);
      await visit.page.evaluate(() => window.crumbless.paq.push(['trackEvent', 'Held', 'too']));
      assert.equal(await outcome(visit, enabled), 'undefined');
      await visit.end(0);
      assert.deepEqual(visit.messages, []);
    });
  }

  for (const enabled of ['true', '() => true', '["127.0.0.1"]', '["*.0.0.1"]']) {
    test(`${enabled} sends here, and nothing is said of it`, async (t) => {
      const visit = await application(t);
      assert.equal(await outcome(visit, enabled), '7');
      await visit.end(2);
      assert.deepEqual(visit.messages, []);
    });
  }

  for (const enabled of ['"false"', '0', '[5]', '() => undefined', '() => Promise.resolve(true)']) {
    test(`${enabled} is refused`, async (t) => {
      const visit = await application(t);
      assert.match(await outcome(visit, enabled), /^enabled: expected true, false, a function/);
      await visit.end(0);
    });
  }

  test('is asked for in one line where hits may not be meant', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate((url) => window.crumbless.createTracker({ url, siteId: 8 }), visit.trackerUrl);
    assert.deepEqual(said(visit, 'info').length, 1);
    assert.match(said(visit, 'info')[0], /hits are sent from 127\.0\.0\.1 too: set the option `enabled`/);
    await visit.end(0);
  });
});

describe('a page view of an application', AT_ONCE, () => {
  const shown = (hits) => hits.map((hit) => [param(hit, 'action_name'), new URL(param(hit, 'url')).search]);

  test('is of the page as it is then', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate(() => {
      const { tracker, crumbless: { paq, Matomo } } = window;
      const go = (view) => { history.pushState(null, '', `?view=${view}`); document.title = `Page ${view}`; };
      tracker.trackPageView();
      go('one');
      tracker.trackPageView();
      go('two');
      paq.push(['trackPageView']);
      go('three');
      Matomo.getAsyncTrackers()[0].trackPageView();
      go('four');
      tracker.trackPageView('Given');
    });
    assert.deepEqual(shown(await visit.end(5)), [['Secret title', ''], ['Page one', '?view=one'], ['Page two', '?view=two'], ['Page three', '?view=three'], ['Given', '?view=four']]);
  });

  test('is of the page as it was, where it waits for what the core lacks, and afterwards too', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate(() => {
      const { tracker, crumbless: { paq } } = window;
      const go = (view) => { history.pushState(null, '', `?view=${view}`); document.title = `Page ${view}`; };
      tracker.setCustomData('a', 'b');
      go('one');
      tracker.trackPageView();
      go('two');
      paq.push(['trackPageView']);
      go('three');
    });
    await visit.hits(2);
    await visit.page.evaluate(() => window.tracker.trackPageView());
    assert.deepEqual(shown(await visit.end(3)), [['Page one', '?view=one'], ['Page two', '?view=two'], ['Page three', '?view=three']]);
  });

  test('is of the page as it was, where there is no tracker yet', async (t) => {
    for (const command of [['enableLinkTracking'], ['setCustomData', 'a', 'b']]) { // What the core has, and what it lacks.
      const visit = await application(t);
      await visit.page.evaluate(async ([url, command]) => {
        const { createTracker, paq } = window.crumbless;
        const go = (view) => { history.pushState(null, '', `?view=${view}`); document.title = `Page ${view}`; };
        const view = ['trackPageView'];
        paq.push(view);
        go('one');
        paq.push(['trackEvent', 'Of', 'one'], view);
        const made = createTracker({ url, siteId: 7, commands: [command] });
        go('two');
        paq.push(view);
        go('three');
        (await made).trackPageView();
      }, [visit.trackerUrl, command]);
      const hits = (await visit.end(5)).filter((hit) => !param(hit, 'e_c'));
      assert.deepEqual(shown(hits), [['Secret title', ''], ['Page one', '?view=one'], ['Page two', '?view=two'], ['Page three', '?view=three']], command[0]);
    }
  });

  test('has what the application has set', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: [['setCustomUrl', `${trackerUrl}?own`], ['setDocumentTitle', 'Own']] }) });
    await visit.page.evaluate(() => {
      history.pushState(null, '', '?secret');
      document.title = 'Secret too';
      window.tracker.trackPageView();
    });
    assert.deepEqual(shown(await visit.end(1)), [['Own', '?own']]);
  });
});

test('another tracker on the page keeps its names, and gets none of ours', async (t) => {
  const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
  const seen = await visit.page.evaluate(() => {
    window._paq = [['trackEvent', 'Of', 'others']];
    dispatchEvent(new Event('load'));
    dispatchEvent(new Event('online'));
    window.tracker.trackContentImpression('Ad', 'piece', 'target');
    return [window._paq.length, typeof window.piwik_log, typeof window.Matomo];
  });
  assert.deepEqual(seen, [1, 'undefined', 'undefined']);
  assert.deepEqual((await visit.end(1)).map((hit) => param(hit, 'c_n')), ['Ad']);
  assert.deepEqual(visit.errors, []);
});

describe('crumbless/load', AT_ONCE, () => {
  test('puts the drop-in file on the page once', async (t) => {
    const visit = await application(t, { files: { 'load.js': FILES['load.js'] } });
    await visit.page.evaluate(async (url) => {
      const { load, paq } = await import('/module/load.js');
      paq.push(['setUserId', 'ann']);
      load('/matomo.js', { url, siteId: 7, disableCookies: true, enableLinkTracking: false });
      load('/matomo.js', { url, siteId: 7 }).push(['trackEvent', 'a', 'b']);
    }, visit.trackerUrl);
    assert.equal(await visit.page.evaluate(() => document.scripts.length), 2);
    const hits = await visit.end(2);
    assert.deepEqual(hits.map((hit) => [kind(hit), param(hit, 'uid'), param(hit, 'idsite')]), [['action_name=Secret title', 'ann', '7'], ['e_a=b', 'ann', '7']]);
    assert.deepEqual(visit.errors, []);
  });

  test('says so where the file is not there', async (t) => {
    const visit = await application(t);
    visit.site.serve('/nowhere.js', { type: 'text/plain', body: '', status: 404 });
    const line = visit.page.waitForEvent('console', (message) => message.text().includes('cannot be loaded'));
    await visit.page.evaluate(async (url) => (await import('/module/load.js')).load('/nowhere.js', { url, siteId: 7 }), receiver(visit, 'none'));
    assert.match((await line).text(), /^Crumbless: nothing is sent, because \/nowhere\.js cannot be loaded/);
  });
});
