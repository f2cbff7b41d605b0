/** `crumbless check` on pages that do what they can to keep it from ending, and that lie about what they are. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CALM, ENDLESS, LATER, LIES, LOOP, SNIPPET, WARNING, check, has, page, start, testEndless, testLies } from './support/hostile-website.mjs';
import { crumbless } from './support/terminal.mjs';

describe('check ends in time, with what was seen', { concurrency: 2 }, () => {
  testEndless(ENDLESS.few);

  test('a loop at once, and what was there before it', async (t) => {
    const { status, problems, page: seen } = await check(t, page('<script>for (;;);</script>'));
    assert.deepEqual([status, seen.status], [1, 200]);
    has(problems, LOOP);
  });

  test('a response that never ends', async (t) => {
    const { hits, notes } = await check(t, (_, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).write(page('<p>'.repeat(1000))));
    assert.equal(hits.length, 1);
    has(notes, /was still making requests when the time was over/);
  });

  test('a server that takes hits and never responds', async (t) => {
    const { hits, notes } = await check(t, page(''), { responses: { '/matomo.php': () => {} } });
    assert.deepEqual(hits.map(({ status }) => status), [null]);
    has(notes, /got no response during the check/);
  });

  test('a server that takes hits and never responds to a question', async (t) => {
    const { hits, notes } = await check(t, page(''), { responses: { '/matomo.php': ({ url }, response) => void (url.includes('rec=1') && response.writeHead(204).end()) } });
    assert.deepEqual(hits.map(({ status }) => status), [204]);
    has(notes, /Could not find out whether \S+ knows site 7 \(no response in time\)/);
  });

  const NOWHERE = {
    'a server that takes the question and never responds': [() => {}, /does not respond: check the address/],
    'a response that leads on and on': [(request, response) => response.writeHead(302, { Location: `/page?${Math.random()}` }).end(), /redirects without end/],
    'a response that breaks off': [(request) => request.socket.destroy(), /cannot be opened \(net::ERR_\w+\)/],
    'a file to be downloaded': [(_, response) => response.writeHead(200, { 'Content-Disposition': 'attachment; filename=a' }).end('x'), /cannot be opened|file download/],
  };
  for (const [name, [given, says]] of Object.entries(NOWHERE)) {
    test(name, async (t) => {
      const { status, err } = await check(t, given);
      assert.equal(status, 1);
      assert.match(err, says);
    });
  }

  test('a page that goes on to itself', async (t) => {
    const { status } = await check(t, `<script>location.reload()</script>${SNIPPET}`);
    assert.equal(status, 1);
  });
});

describe('a page’s lies are the page’s', { concurrency: 2 }, () => {
  testLies(LIES.few);

  const COVERED = {
    'names of elements': '<form name="title"></form><img name="baseURI"><form name="querySelector"></form><a id="indexedDB"></a><a id="localStorage"></a>',
    'built-ins that throw': '<script>for (const of of [JSON, Object, Reflect, Promise, Promise.prototype, Array, Array.prototype, String, String.prototype, Symbol, URL, Storage.prototype]) for (const name of Object.getOwnPropertyNames(of)) { try { if (typeof of[name] === "function" && name !== "constructor") of[name] = () => { throw new Error("replaced"); }; } catch {} }</script>',
  };
  /** After these our own tracker does not work as it should, which is the page's finding. */
  const BROKEN = {
    'built-ins that lie': LATER('JSON.stringify = () => "{}"; Array.prototype.map = () => [1]; Object.keys = () => ["forged"]; indexedDB.databases = () => new Promise(() => {}); String.prototype.slice = () => "forged"; Object.defineProperty(Document.prototype, "title", { get: () => "forged" });'),
    'setters under every index and name': LATER('for (const name of [0, 1, 2, "url", "site", "title", "length", "value", "m"]) { Object.defineProperty(Object.prototype, name, { set() { throw 1; }, get() { return "forged"; }, configurable: true }); }'),
  };
  for (const [name, before] of Object.entries({ ...COVERED, ...BROKEN })) {
    test(`${name}, after the tracker has run: what the browser knows is as it was`, async (t) => {
      const { status, problems, trackers, hits, page: seen, storage } = await check(t, `${page('<script>localStorage.setItem("kept", "1")</script>')}${before}`, { seconds: CALM });
      assert.deepEqual([seen.title, storage.localStorage, hits.map(({ title }) => title)], ['A page', ['kept'], ['A page']]);
      if (Object.hasOwn(BROKEN, name)) return assert.deepEqual(problems.filter((problem) => !/does not behave like one|has no address or no site id|logs an error/.test(problem)), []);
      assert.deepEqual([problems, status, trackers.map(({ site }) => site)], [[], 0, ['7']]);
    });
  }

  test('an element in the place of Matomo', async (t) => {
    const { status, problems, trackers } = await check(t, '<!doctype html><form id="Matomo"><input name="getAsyncTrackers"></form><form id="_paq"><input></form>', { seconds: CALM });
    assert.deepEqual([status, trackers], [1, []]);
    has(problems, /does not behave like one/);
  });

  test('no function of ours is in the page, to be called or to be found', async (t) => {
    const { hits } = await check(t, `<!doctype html><script>window.before = Object.getOwnPropertyNames(window).filter((name) => /playwright|crumbless|__|^tell/i.test(name)).concat(/native code/.test(navigator.sendBeacon) ? [] : ['sendBeacon']);
      navigator.sendBeacon('/matomo.php', new Blob(['idsite=7&rec=1&ca=1&e_c=found&e_a=' + (window.before.join() || 'nothing')]));</script>`, { seconds: CALM });
    assert.deepEqual(hits.map(({ title }) => title), ['found › nothing']);
  });

  test('more hits, storage and cookies than can be shown', async (t) => {
    const { problems, hits, storage } = await check(t, page(`<script>
      for (let at = 0; at < 5000; at += 1) localStorage.setItem('k' + at, '');
      for (let at = 0; at < 300; at += 1) document.cookie = 'c' + at + '=1';
      localStorage.setItem('x'.repeat(1e6), '');
      const many = (count) => JSON.stringify({ requests: Array(count).fill('?idsite=7&rec=1&ca=1&e_c=a&e_a=b') });
      for (let at = 0; at < 4; at += 1) fetch('/matomo.php', { method: 'POST', body: many(900) });
      fetch('/matomo.php', { method: 'POST', body: '{"requests":' + '['.repeat(1e5) });
      fetch('/matomo.php', { method: 'POST', body: 'idsite=7&rec=1&' + 'a%=&'.repeat(2e5) });
      fetch('/matomo.php?idsite=7&rec=1&url=' + '%f0%80\\ud800'.repeat(1000)).catch(() => {});
    </script>`), { seconds: CALM });
    assert.equal(hits.length, 1_000, problems.join('\n'));
    assert.ok(storage.localStorage.length <= 100 && storage.localStorage.every((name) => name.length <= 2_000));
    has(problems, /more hits than this report shows/);
  });
});

describe('control and bidirectional characters', () => {
  const WICKED = ['\u0000', '\u0007', '\u001b[2J', '\u007f', '\u0085', '\u009b31m', '\u00ad', '\u061c', '\u200e', '\u200f', '\u2028', '\u2029', '\u202a', '\u202e', '\u2066', '\u2069', '\ufeff', '\u{e0041}'].join('a');
  const written = JSON.stringify(WICKED).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const BODY = page(`<script>document.title = ${written}; localStorage.setItem(${written} + '\\ud800', ''); console.error('Crumbless: ' + ${written});
    _paq.push(['trackEvent', ${written}, 'b'], ['trackEvent', '\\ud83d', 'b']);</script>`);

  test('are escaped in JSON, which reads as what they were', async (t) => {
    const url = await start(t, { '/page': BODY });
    const { out, err } = await crumbless(['check', `${url}/page`, '--json']);
    assert.match(err, WARNING);
    assert.doesNotMatch(out, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    const { storage, hits } = JSON.parse(out);
    assert.equal(storage.localStorage[0], `${WICKED}\ud800`);
    assert.ok(hits.some(({ title }) => title.includes('\u202e')), JSON.stringify(hits));
  });

  test('do not reach the terminal of a person', async (t) => {
    const url = await start(t, { '/page': BODY });
    const { out } = await crumbless(['check', `${url}/page`, '--parameters']);
    assert.match(out, /2J/);
    assert.doesNotMatch(out, /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});
