/** What the browser is started with: no secret of the caller's, and its sandbox. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { launchOptions } from '../../cli/lib/browser.mjs';
import { startStandInMatomo } from './support/matomo.mjs';
import { crumbless, folder } from './support/terminal.mjs';

const TOKEN = 'a1b2c3secret';

/** A program in the browser's place that writes down what it was given, and ends. */
function standIn(t) {
  const place = folder(t);
  const file = path.join(place, 'chromium');
  writeFileSync(path.join(place, 'package.json'), '{}'); // What stands in the folders above must not make it a module.
  writeFileSync(file, `#!${process.execPath}\nrequire('fs').writeFileSync(${JSON.stringify(`${file}.json`)}, JSON.stringify({ args: process.argv, env: process.env }));\n`);
  chmodSync(file, 0o755);
  return { CHROMIUM: file, given: () => JSON.parse(readFileSync(`${file}.json`, 'utf8')) };
}

describe('the browser', () => {
  const SECRETS = { MATOMO_TOKEN: TOKEN, GITHUB_TOKEN: TOKEN, AWS_SECRET_ACCESS_KEY: TOKEN, NPM_CONFIG__AUTH: TOKEN, PATHS: TOKEN, HOMEPAGE: TOKEN, NODE_OPTIONS: '--no-warnings' };
  for (const [name, args] of Object.entries({ check: (url) => [url], verify: (url) => ['--matomo', url, '--site', '1'] })) {
    test(`gets none of what only the caller should know, from ${name}`, async (t) => {
      const { CHROMIUM, given } = standIn(t);
      const server = await startStandInMatomo();
      t.after(() => server.close());
      const { status, err } = await crumbless([name, ...args(server.url)], { env: { ...SECRETS, CHROMIUM, LC_ALL: 'C.UTF-8' } });
      assert.match(err, /did not start/);
      assert.equal(status, 1);
      const { env } = given();
      for (const secret of Object.keys(SECRETS)) assert.equal(env[secret], undefined, secret);
      assert.deepEqual([env.PATH, env.LC_ALL], [process.env.PATH, 'C.UTF-8']);
      assert.doesNotMatch(JSON.stringify(given()), new RegExp(TOKEN));
    });
  }

  test('has its sandbox, and only root goes without, which is said', async (t) => {
    assert.deepEqual([0, 1, 1000, undefined].map((user) => launchOptions({}, user).chromiumSandbox), [false, true, true, true]);
    const { CHROMIUM, given } = standIn(t);
    const { err } = await crumbless(['check', 'http://127.0.0.1:9/'], { env: { CHROMIUM } });
    const isRoot = process.getuid?.() === 0;
    assert.equal(given().args.includes('--no-sandbox'), isRoot);
    assert.equal(/^Chromium runs without its sandbox, because you are root: [^\n]+\n/.test(err), isRoot);
  });
});

describe('the token', () => {
  test('is asked about before anything is sent, and goes over http:// with --insecure', async (t) => {
    const { CHROMIUM } = standIn(t);
    const args = ['verify', '--matomo', 'http://m.invalid/', '--site', '1'];
    const refused = await crumbless(args, { env: { MATOMO_TOKEN: TOKEN, CHROMIUM } });
    assert.equal(refused.status, 2);
    assert.match(refused.err, /The token was not sent to http:\/\/m\.invalid\//);
    const meant = await crumbless([...args, '--insecure'], { env: { MATOMO_TOKEN: TOKEN, CHROMIUM } });
    assert.deepEqual([meant.status, /m\.invalid\S* does not respond/.test(meant.err)], [1, true]);
    const without = await crumbless(args, { env: { MATOMO_TOKEN: undefined, CHROMIUM } });
    assert.deepEqual([without.status, /m\.invalid\S* does not respond/.test(without.err)], [1, true]);
    for (const { err, out } of [refused, meant]) assert.doesNotMatch(err + out, new RegExp(TOKEN));
  });

  test('goes along with no redirect, wherever it leads', async (t) => {
    const { readBack } = await import('../../cli/lib/reporting-api.mjs');
    const asked = [];
    const server = http.createServer(async (request, response) => {
      asked.push([request.url, String(Buffer.concat(await request.toArray()))]);
      const { pathname } = new URL(request.url, 'http://host.invalid');
      response.writeHead(Number(pathname.slice(1)) || 200, { Location: `http://localhost:${server.address().port}/other` }).end('[]');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    for (const status of [301, 302, 303, 307, 308]) {
      const api = `http://127.0.0.1:${server.address().port}/${status}`;
      await assert.rejects(readBack({ api, site: '1', user: 'u', token: TOKEN, seconds: 1 }, () => true), /redirects to \S+: pass the final address with --matomo/);
    }
    assert.deepEqual(asked.map(([url]) => url), ['/301', '/302', '/303', '/307', '/308']);
  });
});
