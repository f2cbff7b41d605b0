/** More of the pages of tests/cli/hostile.test.mjs. Many take all the time that `crumbless check` has, and a core. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ENDLESS, LIES, SCRIPT, SNIPPET, check, has, page, testEndless, testLies } from '../cli/support/hostile-website.mjs';

describe('check ends in time, with what was seen', { concurrency: 2 }, () => {
  testEndless(ENDLESS.more);

  test('a response that never ends, and never stops coming', async (t) => {
    const { hits } = await check(t, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' }).write(page(''));
      const part = '<b>x'.repeat(16_384);
      const more = () => {
        while (!response.destroyed && response.write(part));
        response.once('drain', more);
      };
      more();
    });
    assert.ok(hits.length <= 1);
  });

  test('a tracker that never ends, one that is a bomb, and one that is large', async (t) => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    const SCRIPTS = {
      endless: (_, response) => void response.writeHead(200, SCRIPT).write('var a;'),
      bomb: (_, response) => response.writeHead(200, { ...SCRIPT, 'Content-Encoding': 'gzip' }).end(bomb),
      large: (_, response) => response.writeHead(200, SCRIPT).end(Buffer.alloc(20 * 1024 * 1024, ' ')),
    };
    for (const [name, script] of Object.entries(SCRIPTS)) {
      const { status, problems } = await check(t, page(''), { responses: { '/matomo.js': script } });
      assert.equal(status, 1, name);
      has(problems, /matomo\.js (?:was too late or too large|could not be loaded|is not a tracker)/);
    }
  });

  for (const [name, body] of Object.entries({
    'a page that goes on to itself all the time': '<script>setInterval(() => location.replace("?" + Math.random()), 0)</script>',
    'a page that leads on by its head': '<meta http-equiv="refresh" content="0">',
  })) {
    test(name, async (t) => {
      const { status } = await check(t, body + SNIPPET);
      assert.equal(status, 1);
    });
  }
});

describe('a page’s lies are the page’s', { concurrency: 2 }, () => testLies(LIES.more));
