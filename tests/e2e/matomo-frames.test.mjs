/** Frames: the page overlay and the opt-out form of a Matomo, pages that break out of frames, and windows that Matomo opens. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { leave } from '../vectors/player/replay.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();

describe('the page overlay', AT_ONCE, () => {
  const SESSION = 'module=Overlay&action=startOverlaySession&idSite=7&period=day&date=2025-01-02';
  const BODY = `<a id="next" href="">Next</a><p data-track-content data-content-name="ad">x</p><script>document.getElementById('next').href = location.pathname + '?next';</script>`;
  const CLIENT = { type: 'text/javascript', body: 'window.Matomo_Overlay_Client = { initialize: function () { window.given = [].slice.call(arguments); } };' };
  const CONTENT = [['trackAllContentImpressions'], ['trackContentImpression', 'ad'], ['trackContentInteraction', 'click', 'ad']];

  /** A page of the site, which has a host of its own, as Matomo shows it: a frame that begins at the Matomo, which leads on to the page. */
  async function show(t, { query = SESSION, paq = [['trackPageView'], ...CONTENT], frame = '', folder = ({ run }) => `/c/${run}/` } = {}) {
    const visit = await world.visit(t, {
      html: (own) => `<!doctype html><title>Matomo</title><iframe ${frame} src="${folder(own)}index.php?${query}#http://${own.site.other}/inner/${own.run}"></iframe>`,
      before: (own) => {
        own.site.serve(`${folder(own)}index.php`, LEADING_ON);
        own.site.serve(`${folder(own)}plugins/Overlay/client/client.js`, CLIENT);
        own.site.serve(`/inner/${own.run}`, innerPage(own, { paq, body: BODY }));
      },
    });
    const inner = visit.page.frames().find((one) => one !== visit.page.mainFrame());
    await inner.waitForURL(/\/inner\//);
    return { visit, frame: inner, given: () => inner.waitForFunction(() => window.given).then((handle) => handle.jsonValue()) };
  }

  test('is shown in the frame that Matomo opened, and nothing counts', async (t) => {
    const { visit, given } = await show(t);
    const matomo = `http://${visit.site.self}/c/${visit.run}/`;
    assert.deepEqual(await given(), [matomo, '7', 'day', '2025-01-02', '']);
    assert.deepEqual(visit.site.asked(`/c/${visit.run}/plugins/Overlay/client/client.js`).map(String), ['v=1']);
    await visit.end(0);
  });

  test('says which visitors it is about', async (t) => {
    const { visit, given } = await show(t, { query: `${SESSION}&segment=browserCode%3D%3DFF%3BvisitCount%3E1&x=1` });
    assert.deepEqual((await given()).slice(2), ['day', '2025-01-02', 'browserCode%3D%3DFF%3BvisitCount%3E1']);
    await visit.end(0);
  });

  test('goes on to the next page in the frame', async (t) => {
    const { visit, frame, given } = await show(t);
    const first = await given();
    await frame.click('#next');
    await frame.waitForURL(/\?next$/);
    assert.deepEqual(await given(), first);
    await frame.evaluate(() => _paq.push(['trackPageView', 'Again']));
    await visit.end(0);
  });

  test('finds the Matomo where the site says', async (t) => {
    const { visit, given } = await show(t, { paq: [['setAPIUrl', `http://${world.site.self}/matomo/`], ['trackPageView']], folder: () => '/matomo/' });
    assert.equal((await given())[0], `http://${visit.site.self}/matomo/`);
    await visit.end(0);
  });

  test('does not hide what the site sends itself', async (t) => {
    const { visit, given } = await show(t, { paq: [['trackPageView'], ...CONTENT, ['trackEvent', 'c', 'a']] });
    await given();
    assert.deepEqual((await visit.end(1)).map(kind), ['e_a=a']);
  });

  const NONE = [
    ['of another site', { query: SESSION.replace('idSite=7', 'idSite=70') }],
    ['that is something else', { query: SESSION.replace('startOverlaySession', 'index') }],
    ['of another name', { query: 'module=Other', frame: 'name="Matomo_Overlay_2###day###today###"' }],
    ['whose name is cut short', { query: 'module=Other', frame: 'name="Matomo_Overlay###day###today"' }],
    ['that begins beside the Matomo', { folder: () => '/another/' }],
    ['whose address says it elsewhere', { query: SESSION.replace('action=', 'x=action=') }],
  ];
  for (const [title, parts] of NONE) {
    test(`is not shown in a frame ${title}: all counts`, async (t) => {
      const { visit, frame } = await show(t, parts);
      await visit.end(4);
      assert.equal(visit.site.asked(`/c/${visit.run}/plugins/Overlay/client/client.js`).length, 0);
      assert.ok(frame);
    });
  }

  test('is not shown outside of frames: all counts (matomo.js: shown)', async (t) => {
    const visit = await world.visit(t, {
      html: (own) => `<!doctype html><title>Matomo</title><a id="go" href="/c/${own.run}/index.php?${SESSION}#http://${own.site.other}/inner/${own.run}">Go</a>`,
      before: (own) => {
        own.site.serve(`/c/${own.run}/index.php`, LEADING_ON);
        own.site.serve(`/inner/${own.run}`, innerPage(own, { paq: [['trackPageView'], ...CONTENT], body: BODY }));
      },
    });
    await visit.page.click('#go');
    await visit.page.waitForURL(/\/inner\//);
    await visit.end(4);
  });
});

describe('a stranger who shows the page in a frame', AT_ONCE, () => {
  const SESSION = 'module=Overlay&action=startOverlaySession&idSite=7&period=day&date=2025-01-02';
  const NAME = 'Matomo_Overlay###day###2025-01-02###';
  const PAQ = [['trackPageView'], ['trackContentImpression', 'ad']];

  /** Each way a stranger may make a frame of it: what the frame is called and where it begins. */
  const WAYS = {
    'from an address like an overlay’s': { query: SESSION, src: ({ inner }) => inner },
    'under the name of an overlay': { name: NAME, src: ({ inner }) => inner },
    'under that name, and says nothing of itself': { name: NAME, policy: 'no-referrer', src: ({ inner }) => inner },
    'from there under that name': { query: SESSION, name: NAME, src: ({ inner }) => inner },
    'by way of the Matomo': { src: ({ matomo, inner }) => `${matomo}index.php?${SESSION}#${inner}` },
    'by way of a page beside the Matomo': { name: NAME, src: ({ origin, inner }) => `${origin}/elsewhere/index.php?${SESSION}#${inner}` },
  };

  for (const file of ['matomo.js', 'matomo.full.js', 'matomo.fallback.js']) {
    for (const [title, { query = '', name = 'given', policy = 'unsafe-url', src }] of Object.entries(WAYS)) {
      test(`${title} stops no hit of ${file}, writes nothing, and makes it load nothing`, async (t) => {
        const visit = await world.visit(t, { html: () => '<!doctype html><title>Nothing yet</title>' });
        const { site, run } = visit;
        const origin = `http://${site.self}`;
        const places = { origin, matomo: `${origin}/c/${run}/`, inner: `http://${site.other}/inner/${run}` };
        site.serve(`/c/${run}/index.php`, LEADING_ON);
        site.serve('/elsewhere/index.php', LEADING_ON);
        for (const one of [file, 'matomo.full.js']) site.serve(`/lib/${one}`, { type: 'text/javascript; charset=utf-8', body: readFileSync(fromRoot('dist', one)) });
        site.serve(`/inner/${run}`, innerPage(visit, { paq: PAQ, file: `/lib/${file}`, body: '<a id="next" href="?next">Next</a>' }));
        site.serve(`/stranger/${run}`, `<!doctype html><title>Stranger</title><iframe name="${name}" referrerpolicy="${policy}" src="${src(places)}"></iframe>`);
        await visit.page.goto(`${origin.replace('127.0.0.1', 'localhost')}/stranger/${run}?${query}`);
        const frame = visit.page.frames().find((one) => one !== visit.page.mainFrame());
        await frame.waitForURL(/\/inner\//);
        await visit.hits(2);
        await frame.click('#next');
        await frame.waitForURL(/\?next$/);
        await visit.hits(4);
        assert.equal(await frame.evaluate(() => window.name), name);
        assert.equal(site.asked(`/c/${run}/plugins/Overlay/client/client.js`).length, 0);
        assert.deepEqual(visit.errors, []);
      });
    }
  }
});

describe('the opt-out form', AT_ONCE, () => {
  /** The Matomo has another name here than the site. */
  const matomoOf = ({ site, run }) => `http://${site.self.replace('127.0.0.1', 'localhost')}/c/${run}/`;
  const FORM = `<!doctype html><title>Opt out</title><script>
    window.got = [];
    addEventListener('message', function (event) { got.push({ data: JSON.parse(event.data), origin: event.origin }); });</script>`;

  /** A page with two frames of its Matomo and one of somebody else. */
  async function open(t, paq = []) {
    const visit = await world.visit(t, {
      html: (own) => {
        const commands = [['disableCookies'], ...paq, ['setTrackerUrl', `${matomoOf(own)}matomo.php`], ['setSiteId', '7'], ['trackPageView']];
        const form = `${new URL(matomoOf(own)).origin}/opt-out`;
        return `<!doctype html><title>A page</title><script>var _paq = ${JSON.stringify(commands)};</script><script src="/matomo.js"></script>
          <iframe src="${form}?1"></iframe><iframe src="${form}?2"></iframe><iframe src="http://${own.site.other}/opt-out?other"></iframe>`;
      },
      before: (own) => own.site.serve('/opt-out', FORM),
    });
    const frame = (end) => visit.page.frames().find((one) => one.url().endsWith(end));
    const [form, second, stranger] = ['?1', '?2', '?other'].map(frame);
    return { visit, form, second, stranger, matomo: matomoOf(visit) };
  }

  const say = (frame, message) => frame.evaluate((data) => parent.postMessage(data, '*'), message);
  const tell = (frame, message) => say(frame, JSON.stringify(message));
  const got = async (frame, count) => {
    await frame.waitForFunction((wanted) => window.got.length >= wanted, count);
    return (await frame.evaluate('got')).map(({ data }) => data);
  };

  for (const [paq, initial, isIn, byDefault] of [[[], true, true, false], [[], 1, true, false], [[], false, false, false], [[], 0, 0, false], [[['requireConsent']], true, false, true], [[['requireConsent'], ['setConsentGiven']], true, true, true], [[['optUserOut']], true, false, true]]) {
    test(`hears how it is: ${JSON.stringify(initial)}${paq.map(([name]) => ` after ${name}`).join('')}`, async (t) => {
      const { form, second, stranger, matomo } = await open(t, paq);
      await tell(form, { maq_initial_value: initial });
      const reply = { maq_opted_in: isIn, maq_url: matomo, maq_optout_by_default: byDefault };
      assert.deepEqual(await got(form, 1), [reply]);
      assert.deepEqual(await got(second, 1), [reply]);
      assert.deepEqual(await stranger.evaluate('got'), []);
    });
  }

  test('opts out and in again', async (t) => {
    const { visit, form, matomo } = await open(t);
    await visit.hits(1);
    await tell(form, { maq_opted_in: false });
    assert.deepEqual(await got(form, 1), [{ maq_confirm_opted_in: false, maq_url: matomo, maq_optout_by_default: true }]);
    await visit.push(['trackEvent', 'c', 'held']);
    assert.equal(await visit.page.evaluate(() => Matomo.getAsyncTracker().isUserOptedOut()), true);
    assert.equal(visit.requests(), 1);
    await tell(form, { maq_opted_in: true });
    assert.deepEqual((await got(form, 2))[1], { maq_confirm_opted_in: true, maq_url: matomo, maq_optout_by_default: true });
    assert.equal(kind(await visit.arrival('e_a=held')), 'e_a=held');
  });

  test('opts out of all trackers of the page', async (t) => {
    const { visit, form } = await open(t);
    await visit.page.evaluate(() => Matomo.addTracker('http://elsewhere.example/matomo.php', 9));
    await tell(form, { maq_opted_in: false });
    await got(form, 1);
    assert.deepEqual(await visit.page.evaluate(() => Matomo.getAsyncTrackers().map((tracker) => tracker.isUserOptedOut())), [true, true]);
  });

  test('of another host is not heard', async (t) => {
    const { visit, form, stranger } = await open(t);
    await visit.hits(1);
    await tell(stranger, { maq_opted_in: false });
    await tell(stranger, { maq_initial_value: true });
    assert.deepEqual(await visit.page.evaluate(() => Matomo.getAsyncTracker().isUserOptedOut()), false);
    await tell(form, { maq_initial_value: true });
    assert.equal((await got(form, 1)).length, 1);
    assert.deepEqual(await stranger.evaluate('got'), []);
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.end(2);
  });

  test('that says something else gets no reply, and costs nothing', async (t) => {
    const { visit, form } = await open(t);
    await visit.hits(1);
    const garbage = ['', '{', 'maq_opted_in', 'null', '5', '"text"', '[]', '{}', '{"maq_opted_out":true}', '{"MAQ_OPTED_IN":false}', null, 7, { maq_opted_in: false }, [{ maq_opted_in: false }]];
    for (const message of garbage) await say(form, message);
    await tell(form, { maq_initial_value: true });
    assert.equal((await got(form, 1)).length, 1);
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.end(2);
    assert.deepEqual(visit.errors, []);
    assert.deepEqual(visit.messages, []);
  });

  test('keeps the decision in the store of the site (matomo.js: in a cookie)', async (t) => {
    const { visit, form } = await open(t);
    await visit.page.evaluate(() => {
      window.kept = {};
      _paq.push(['setConsentStore', { load: (name) => window.kept[name], save: (name, time) => (window.kept[name] = time), remove: (name) => delete window.kept[name] }]);
    });
    await tell(form, { maq_opted_in: false });
    await got(form, 1);
    assert.deepEqual(await visit.page.evaluate(() => Object.keys(window.kept)), ['consent_removed']);
    await tell(form, { maq_opted_in: true });
    await got(form, 2);
    assert.deepEqual(await visit.page.evaluate(() => Object.keys(window.kept)), ['consent']);
  });
});

describe('killFrame', AT_ONCE, () => {
  const inFrame = (t, paq, host) => world.visit(t, {
    html: (own) => `<!doctype html><title>Around</title><iframe src="http://${host(own)}/inner/${own.run}"></iframe>`,
    before: (own) => own.site.serve(`/inner/${own.run}`, innerPage(own, { paq, body: '<button id="x">x</button>' })),
  });

  test('puts the page in the place of the one around it', async (t) => {
    const visit = await inFrame(t, [['killFrame']], ({ site }) => site.self);
    await visit.page.waitForURL(/\/inner\//);
    await visit.push(['trackPageView']);
    await visit.end(1);
  });

  test('of another site as well, where the browser lets it', async (t) => {
    const visit = await inFrame(t, [['trackPageView']], ({ site }) => site.other);
    const frame = visit.page.frames().find((one) => one.url().includes('/inner/'));
    await frame.evaluate(() => document.getElementById('x').addEventListener('click', () => _paq.push(['killFrame'])));
    await frame.click('#x');
    await visit.page.waitForURL(new RegExp(`^http://${visit.site.other}/inner/`));
  });

  test('leaves a page alone that is in none', async (t) => {
    const visit = await world.visit(t, { paq: [['killFrame'], ['trackPageView']] });
    await visit.end(1);
  });
});

describe('redirectFile', AT_ONCE, () => {
  test('leads from a page on disk to the site', async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'crumbless-file-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'page.html');
    const target = `http://${world.site.self}/online?from=disk`;
    await writeFile(file, `<!doctype html><title>On disk</title><script>var _paq = [['setTrackerUrl', 'http://${world.site.self}/c/disk/matomo.php'],
      ['setSiteId', '7'], ['redirectFile', ${JSON.stringify(target)}], ['trackPageView']];</script><script src="http://${world.site.self}/matomo.js"></script>`);
    const page = await world.openPage();
    t.after(() => page.context().close());
    await page.goto(pathToFileURL(file).href).catch(() => {}); // the redirect may come first
    await page.waitForURL(target);
    await leave(page, world.site);
    assert.deepEqual(world.site.collector.hits('disk'), []);
  });

  test('leaves a page alone that is on a server', async (t) => {
    const visit = await world.visit(t, { paq: [['redirectFile', '/elsewhere'], ['trackPageView']] });
    await visit.hits(1);
    assert.equal(visit.page.url(), visit.url);
    await visit.end(1);
  });
});

describe('the installation check of Matomo', AT_ONCE, () => {
  const COUNTING = () => {
    window.closings = 0;
    window.close = () => (window.closings += 1);
  };
  const nonces = (hits) => hits.map((hit) => param(hit, 'tracker_install_check'));

  test('every hit says its word, and the window closes', async (t) => {
    const visit = await world.visit(t, { search: '?a=1&tracker_install_check=abc123def', init: COUNTING, paq: [['trackPageView'], ['trackEvent', 'c', 'a']] });
    assert.deepEqual(nonces(await visit.hits(2)), ['abc123def', 'abc123def']);
    await visit.page.waitForFunction('closings > 0');
    await visit.push(['trackContentImpression', 'ad']);
    assert.deepEqual(nonces(await visit.end(3)).slice(0, 2), ['abc123def', 'abc123def']);
  });

  test('a window that Matomo opened is gone once the hit is sent', async (t) => {
    const visit = await world.visit(t, {
      html: () => '<!doctype html><title>Matomo</title>',
      before: (own) => own.site.serve(`/inner/${own.run}`, innerPage(own, { paq: [['trackPageView']] })),
    });
    const [popup] = await Promise.all([visit.page.waitForEvent('popup'), visit.page.evaluate((address) => void window.open(address), `/inner/${visit.run}?tracker_install_check=nonce`)]);
    if (!popup.isClosed()) await popup.waitForEvent('close');
    assert.deepEqual(nonces(await visit.hits(1)), ['nonce']);
  });

  for (const search of ['', '?tracker_install_check=', '?other_tracker_install_check=1']) {
    test(`is none with ${search || 'no query'}`, async (t) => {
      const visit = await world.visit(t, { search, init: COUNTING, paq: [['trackPageView']] });
      assert.deepEqual(nonces(await visit.hits(1)), [undefined]);
      assert.equal(await visit.page.evaluate('closings'), 0);
    });
  }
});

/** It leads on to the address in its hash, and says to that page where it comes from, as a Matomo does. */
const LEADING_ON = {
  type: 'text/html',
  headers: { 'Referrer-Policy': 'no-referrer-when-downgrade' },
  body: '<!doctype html><title>Leads on</title><script>location.href = decodeURIComponent(location.hash.slice(1));</script>',
};

function innerPage({ trackerUrl }, { paq, body = '', file = '/matomo.js' }) {
  const queue = [['disableCookies'], ['setTrackerUrl', trackerUrl], ['setSiteId', '7'], ...paq];
  const lines = queue.map((command) => (typeof command === 'string' ? command : `_paq.push(${JSON.stringify(command)});`));
  return `<!doctype html><title>Inner</title>${body}<script>var _paq = []; ${lines.join('\n')}</script><script src="${file}"></script>`;
}
