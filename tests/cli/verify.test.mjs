/** `crumbless verify` with a real browser, against a stand-in for the Matomo: no real one is asked here. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { valueOf } from '../../www/server/collector/decode.mjs';
import { startStandInHost } from './support/host.mjs';
import { startStandInMatomo } from './support/matomo.mjs';
import { crumbless, folder } from './support/terminal.mjs';

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
const lines = (out) => [...out.matchAll(/^ {2}([✔✖]) {2}(\w+(?: \w+)?) .*?(arrived|did not arrive|Matomo reports no action)/gm)].map(([, ...parts]) => parts);

describe('crumbless verify', { concurrency: 2 }, () => {
  test('sends one hit of each kind, waits until they are told and names each', async (t) => {
    const server = await matomo(t, { token: TOKEN, after: 2 });
    const file = path.join(folder(t), 'token');
    writeFileSync(file, `${TOKEN}\n`);
    const { status, out, err } = await verify(server, ['--token-file', file, '--goal', '4', '--page', 'https://www.site.example/a']);
    assert.deepEqual([status, err.replace(WARNING, '')], [0, '']);
    assert.deepEqual(lines(out), [...KINDS, 'goal 4'].map((kind) => ['✔', kind, 'arrived']).concat([['✔', 'ping', 'Matomo reports no action']]));
    assert.match(out, /^11 hits sent to \S+matomo.php, site 3, as user crumbless-verify-[0-9a-f]{12}\./);
    const hits = server.hits();
    const [user] = /crumbless-verify-[0-9a-f]{12}/.exec(out);
    assert.deepEqual(hits.map((hit) => valueOf(hit, 'uid')), [...Array(11).fill(user), `${user}-alone`]);
    assert.deepEqual(hits.map(({ bulk }) => bulk !== null), [...Array(11).fill(true), false]);
    assert.ok(hits.every((hit) => valueOf(hit, 'url') === 'https://www.site.example/a'));
    assert.doesNotMatch(hits[0].headers['user-agent'], /Headless/);
    // The token is tried; then twice nothing, and the visit; then the second visit.
    assert.deepEqual(server.questions.map(({ asked }) => asked.get('segment').split(/==|,/)[1].replace(user, 'user')), ['crumbless-verify', 'user', 'user', 'user', 'user-alone']);
  });

  test('finds its visits where Matomo replaces the ids of users and orders', async (t) => {
    const { status, out } = await verify(await matomo(t, { hasPseudonyms: true }));
    assert.deepEqual([status, lines(out).filter(([mark]) => mark !== '✔')], [0, []]);
    assert.doesNotMatch(out, /does not report the IP addresses/, 'the visit of the hit that was sent alone too');
  });

  test('keeps the token out of addresses and of what is printed', async (t) => {
    const server = await matomo(t, { token: 'another' });
    const { status, out, err } = await verify(server, [], { MATOMO_TOKEN: TOKEN });
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /^Matomo rejects the token \(No access with token …\.\): check that it is correct and has not expired\. Nothing was sent\.$/m);
    assert.deepEqual(server.questions.map(({ address, asked }) => [address, asked.get('token_auth')]), Array(2).fill(['/index.php', TOKEN]));
    assert.doesNotMatch(err, new RegExp(TOKEN));
  });

  const REFUSED = {
    'without a token says how to give one': [{}, undefined, /pass --token-file, a file with a token/],
    'says that a wrong token is refused': [{}, 'wrong', /^Matomo rejects the token \(No access with token ….\): check/m],
    'and where Matomo returns a page': [{ refusesByPage: true }, 'wrong', /^Matomo rejects the token \(status 401\): check/m],
    'tells a token that may not view the site from a wrong one': [{ others: ['other'] }, 'other', /^The token is valid, but the reporting API denies access to site 3 \(No access to site 3\.\): check that the site exists/m],
    'also by a page': [{ others: ['other'], refusesByPage: true }, 'other', /^The token is valid, but the reporting API denies access to site 3 \(status 401\)/m],
  };
  for (const [name, [options, MATOMO_TOKEN, says]] of Object.entries(REFUSED)) {
    test(`${name}, before anything is sent`, async (t) => {
      const server = await matomo(t, { token: TOKEN, ...options });
      const { status, out, err } = await verify(server, [], { MATOMO_TOKEN });
      assert.deepEqual([status, out, server.hits()], [1, '', []]);
      assert.match(err, says);
    });
  }

  const ENDLESS = Buffer.alloc(64 * 1024, ' ');
  const STRANGE = {
    'a response without an end': [(response) => {
      const more = () => {
        while (!response.destroyed && response.write(ENDLESS));
        response.once('drain', more);
      };
      more();
    }, /is incomplete or longer than 8 MiB/],
    'a response that breaks off': [(response) => response.writeHead(200, { 'Content-Length': '10' }).write('[', () => response.destroy()), /is incomplete/],
    'an address that leads on': [(response) => response.writeHead(302, { Location: '/\u009b31m' }).end(), /redirects to \/ ?31m: pass the final address with --matomo/],
    'a list of nothing': [(response) => response.end('null'), /did not return a list of visits/],
    'a list of other things': [(response) => response.end('[null, 1, {"actionDetails": [null, {}]}, {"actionDetails": 5}]'), /^Some hits did not appear in the visit/m],
  };
  for (const [name, [api, says]] of Object.entries(STRANGE)) {
    test(`ends with ${name}`, async (t) => {
      const { status, err } = await verify(await matomo(t, { api }), ['--seconds', '2']);
      assert.equal(status, 1);
      assert.match(err, says);
      assert.doesNotMatch(err, /bug in crumbless|\u009b/);
    });
  }

  const PROXY = '198.51.100.9';
  test('finds a tracker-proxy that tells the address of single hits alone', async (t) => {
    const { status, out, err } = await verify(await matomo(t, { addressOf: ({ bulk }) => (bulk ? PROXY : '203.0.113.7') }));
    assert.equal(status, 1);
    assert.deepEqual(lines(out).filter(([mark]) => mark === '✖'), []);
    assert.match(err, /together come from 198\.51\.100\.9, a hit sent alone from 203\.0\.113\.7: .*an old tracker-proxy is in front of this Matomo.*npx crumbless snippet --disable-bundling/);
  });

  test('has nothing to say of one that tells every address, or of a Matomo that keeps none', async (t) => {
    for (const [address, says] of [[PROXY, /^(?![^]*proxy)/], ['', /Matomo does not report the IP addresses of the visits, so an old tracker-proxy/]]) {
      const { status, out, err } = await verify(await matomo(t, { addressOf: () => address }));
      assert.deepEqual([status, err.replace(WARNING, '')], [0, '']);
      assert.match(out, says);
    }
  });

  test('names what did not arrive, and ends when the time is over', async (t) => {
    const { status, out, err } = await verify(await matomo(t, { without: ['download', 13] }), ['--seconds', '5']);
    assert.equal(status, 1);
    assert.deepEqual(lines(out).filter(([mark]) => mark === '✖').map(([, kind]) => kind), ['download', 'content impression', 'content interaction']);
    assert.match(err, /within 5 seconds: enable their plugin for this site \(.*\)\.$/m);
    assert.match(out, /No goal was tested/);
  });

  test('asks for the goal that did not arrive', async (t) => {
    const { status, out, err } = await verify(await matomo(t, { without: ['goal'] }), ['--goal', '77', '--seconds', '5']);
    assert.equal(status, 1);
    assert.deepEqual(lines(out).filter(([mark]) => mark === '✖').map(([, kind]) => kind), ['goal 77']);
    assert.match(err, /enable their plugin for this site \(.*\), and check that it has goal 77\.$/m);
  });

  test('says what to look at when no visit is told', async (t) => {
    const { status, out, err } = await verify(await matomo(t, { after: Infinity }), ['--seconds', '3']);
    assert.equal(status, 1);
    assert.deepEqual(lines(out).filter(([mark]) => mark === '✔'), []);
    assert.match(err, /reported no visit of this user within 3 seconds\. If the site only accepts its own addresses/);
  });

  const STATUSES = [
    ['a refusal', 400, /returned status 400: check that the site exists\./],
    ['a plugin that is missing', 500, /returned status 500: see the server's log\. Matomo rejects a whole request if the plugin for one of its hits/],
    ['another address', 301, /redirects hits to another address|did not arrive/],
  ];
  for (const [name, status, says] of STATUSES) {
    test(`tells ${name} of matomo.php`, async (t) => {
      const server = await matomo(t, { status });
      const { status: ended, err } = await verify(server);
      assert.equal(ended, 1);
      assert.match(err, says);
      assert.deepEqual(server.questions.map(({ asked }) => asked.get('segment')), ['userId==crumbless-verify,pageTitle==crumbless-verify']);
    });
  }

  test('knows what is no Matomo', async (t) => {
    const host = await startStandInHost({ '/matomo.php': { status: 204 }, '/index.php': { body: '<h1>Hello</h1>' } });
    t.after(() => host.close());
    const { status, err } = await verify({ url: host.url });
    assert.equal(status, 1);
    assert.match(err, /index.php returned status 200 without JSON: check that this is the address of a Matomo\./);
  });
});
