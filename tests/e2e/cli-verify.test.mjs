/** `crumbless verify` with a real browser, against a stand-in for the Matomo: no real one is asked here. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { valueOf } from '../../scripts/collector/decode.mjs';
import { startStandInHost } from './support/stand-in-host.mjs';
import { startStandInMatomo } from './support/stand-in-matomo.mjs';
import { crumbless, folder } from './support/stand-in-terminal.mjs';

/** What is said of the sandbox where there can be none. */
const WARNING = /^Chromium runs without its sandbox[^\n]*\n/;
const TOKEN = 'a1b2c3secret';
const KINDS = ['page view', 'event', 'site search', 'outlink', 'download', 'content impression', 'content interaction', 'ecommerce order', 'ecommerce cart'];

async function matomo(t, options) {
  const server = await startStandInMatomo(options);
  t.after(() => server.close());
  return server;
}

function verify(server, args = [], env = {}) {
  return crumbless(['verify', '--matomo', server.url, '--site', '3', ...args], { env: { MATOMO_TOKEN: undefined, ...env } });
}

/** What was printed for each kind: the mark, its name, and whether it arrived. */
const lines = (out) => [...out.matchAll(/^ {2}([✔✖]) {2}(\w+(?: \w+)?) .*?(arrived|did not arrive|Matomo tells no action)/gm)].map(([, ...parts]) => parts);

describe('crumbless verify', { concurrency: 2 }, () => {
  test('sends one hit of each kind, waits until they are told and names each', async (t) => {
    const server = await matomo(t, { token: TOKEN, after: 2 });
    const file = path.join(folder(t), 'token');
    writeFileSync(file, `${TOKEN}\n`);
    const { status, out, err } = await verify(server, ['--token-file', file, '--goal', '4', '--page', 'https://www.site.example/a']);
    assert.deepEqual([status, err.replace(WARNING, '')], [0, '']);
    assert.deepEqual(lines(out), [...KINDS, 'goal 4'].map((kind) => ['✔', kind, 'arrived']).concat([['✔', 'ping', 'Matomo tells no action']]));
    assert.match(out, /^11 hits sent to \S+matomo.php, site 3, as user crumbless-verify-[0-9a-f]{12}\./);
    const hits = server.hits();
    assert.equal(new Set(hits.map((hit) => valueOf(hit, 'uid'))).size, 1);
    assert.ok(hits.every((hit) => valueOf(hit, 'url') === 'https://www.site.example/a'));
    assert.doesNotMatch(hits[0].headers['user-agent'], /Headless/);
    assert.equal(server.questions.length, 3);
  });

  test('keeps the token out of addresses and of what is printed', async (t) => {
    const server = await matomo(t, { token: 'another' });
    const { status, out, err } = await verify(server, [], { MATOMO_TOKEN: TOKEN });
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /refuses: “No access with token …\.” Is the site id right, and does the token belong to a user who may view the site\?/);
    assert.deepEqual(server.questions.map(({ address }) => address), ['/index.php']);
    assert.equal(server.questions[0].asked.get('token_auth'), TOKEN);
    assert.doesNotMatch(err, new RegExp(TOKEN));
  });

  test('without a token says how to give one', async (t) => {
    const { status, err } = await verify(await matomo(t, { token: TOKEN }));
    assert.equal(status, 1);
    assert.match(err, /give --token-file, a file with a token/);
  });

  test('names what did not arrive, and ends when the time is over', async (t) => {
    const { status, out, err } = await verify(await matomo(t, { without: ['download', 13] }), ['--seconds', '5']);
    assert.equal(status, 1);
    assert.deepEqual(lines(out).filter(([mark]) => mark === '✖').map(([, kind]) => kind), ['download', 'content impression', 'content interaction']);
    assert.match(err, /within 5 seconds: is their plugin/);
    assert.match(out, /No goal was tried/);
  });

  test('says what to look at when no visit is told', async (t) => {
    const { status, err } = await verify(await matomo(t, { after: Infinity }), ['--seconds', '3']);
    assert.equal(status, 1);
    assert.match(err, /told no visit of this user within 3 seconds\. Does the site take its own addresses alone/);
  });

  for (const [name, status, says] of [['a refusal', 400, /answered 400: does the site exist\?/], ['another address', 301, /sends hits on to another address|did not arrive/]]) {
    test(`tells ${name} of matomo.php`, async (t) => {
      const server = await matomo(t, { status });
      const { status: ended, err } = await verify(server);
      assert.equal(ended, 1);
      assert.match(err, says);
      assert.equal(server.questions.length, 0);
    });
  }

  test('knows what is no Matomo', async (t) => {
    const host = await startStandInHost({ '/matomo.php': { status: 204 }, '/index.php': { body: '<h1>Hello</h1>' } });
    t.after(() => host.close());
    const { status, err } = await verify({ url: host.url });
    assert.equal(status, 1);
    assert.match(err, /index.php answered 200 without JSON: is this the address of a Matomo\?/);
  });
});
