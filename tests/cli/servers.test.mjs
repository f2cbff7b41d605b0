/** What `crumbless check` asks the servers that took hits, and what it says of their responses. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { performance } from 'node:perf_hooks';
import { describe, test } from 'node:test';
import { judge } from '../../cli/lib/judge.mjs';
import { askServers } from '../../cli/lib/servers.mjs';
import { calm } from './support/visit.mjs';

const ENOUGH_MS = 10_000;
/** For servers that never come to an end. */
const SHORT_MS = 400;
const HTML = '<!doctype html><title>Hello</title>';
const SCRIPT = 'var Matomo = { getAsyncTrackers: 1 };';

/** A server whose responses are a function, and everything that it was asked. */
async function start(t, respond) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    respond(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { receiver: `http://127.0.0.1:${server.address().port}/matomo.php`, asked };
}

/** As a Matomo: no page without a query, 400 for a site that it has not, 204 for the others. */
const matomo = (sites) => ({ url }, response) => {
  const { searchParams } = new URL(url, 'http://host.invalid');
  if (!searchParams.has('idsite')) return response.writeHead(200, { 'Content-Type': 'text/html' }).end('This resource is part of Matomo.');
  return response.writeHead(sites.includes(searchParams.get('idsite')) ? 204 : 400).end();
};
const hit = (receiver, site = '7', status = 204) => ({ receiver, site, status });
const verdict = (servers) => judge(calm(), { scripts: [], requests: [], hits: [], hitsLeftOut: 0, servers });

describe('the question to a server', () => {
  test('is one that records nothing, asked once for each site, and once without a site', async (t) => {
    const { receiver, asked } = await start(t, matomo(['7']));
    const { responses } = await askServers({ hits: [hit(receiver), hit(receiver), hit(receiver, '8')] }, ENOUGH_MS);
    assert.deepEqual(responses, [{ receiver, site: '7', status: 204, isPage: false, isProxy: false }, { receiver, site: '8', status: 400, isPage: false, isProxy: false }]);
    assert.deepEqual(asked.toSorted(), ['GET /matomo.php', 'GET /matomo.php?rec=0&ping=1&send_image=0&idsite=7', 'GET /matomo.php?rec=0&ping=1&send_image=0&idsite=8']);
  });

  test('keeps what the tracker’s own address says, but not what would record', async (t) => {
    const { receiver, asked } = await start(t, matomo(['7']));
    await askServers({ hits: [hit(receiver)], trackers: [{ url: '' }, { url: `${receiver}?key=a%26b&rec=1&ping=0#x` }] }, ENOUGH_MS);
    assert.ok(asked.includes('GET /matomo.php?key=a%26b&rec=0&ping=1&send_image=0&idsite=7'), asked.join());
  });

  test('goes to no server that gave the browser no response, or refused it', async (t) => {
    const { receiver, asked } = await start(t, matomo(['7']));
    const { responses } = await askServers({ hits: [null, 302, 400, 404, 503].map((status) => hit(receiver, '7', status)) }, ENOUGH_MS);
    assert.deepEqual([responses, asked], [[], []]);
  });

  test('goes to ten at the most, which is said', async (t) => {
    const { receiver } = await start(t, matomo(['1']));
    const { responses, leftOut } = await askServers({ hits: Array.from({ length: 14 }, (_, index) => hit(receiver, String(index))) }, ENOUGH_MS);
    assert.deepEqual([responses.length, leftOut], [10, 4]);
    assert.match(verdict({ responses: [], leftOut }).notes.join('\n'), /^4 more sites or servers were not checked/m);
  });

  const ENDLESS = Buffer.alloc(64 * 1024, ' ');
  const SLOW = {
    'takes it and never responds': [() => {}, null],
    'begins a response and never ends it': [(request, response) => response.writeHead(204).flushHeaders(), 204],
    'begins a page and never ends it': [(request, response) => response.writeHead(200).write(HTML), 200, true],
    'never stops responding': [(request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(ENDLESS));
        response.once('drain', more);
      };
      more();
    }, 200],
    'sends it on and on': [(request, response) => response.writeHead(302, { Location: `/matomo.php?${Math.random()}` }).end(), 302],
    'breaks off': [(request) => request.socket.destroy(), null],
    'speaks no HTTP': [(request) => request.socket.end('hello\r\n\r\n'), null],
  };
  for (const [name, [respond, status, isPage = false]] of Object.entries(SLOW)) {
    test(`ends in time where the server ${name}`, async (t) => {
      const { receiver, asked } = await start(t, respond);
      const began = performance.now();
      const { responses } = await askServers({ hits: [hit(receiver)] }, SHORT_MS);
      assert.deepEqual(responses, [{ receiver, site: '7', status, isPage, isProxy: false }]);
      assert.ok(performance.now() - began < 10 * SHORT_MS);
      assert.equal(asked.length, 2, 'nothing is followed');
    });
  }

  test('is not asked where no time is left, or nobody is there', async (t) => {
    const { receiver, asked } = await start(t, matomo(['7']));
    const { responses } = await askServers({ hits: [hit(receiver), hit('http://127.0.0.1:9/matomo.php')] }, 0);
    assert.deepEqual([responses.map(({ status }) => status), asked], [[null, null], []]);
    const { responses: [nobody] } = await askServers({ hits: [hit('http://127.0.0.1:9/matomo.php')] }, ENOUGH_MS);
    assert.deepEqual([nobody.status, nobody.isProxy], [null, false]);
  });

  for (const [name, body, isProxy] of [
    ['a tracker-proxy, which gives the script', SCRIPT, true],
    ['a tracker-proxy that cannot reach its Matomo', '/* there was an error loading matomo.js */', true],
    ['a Matomo, which says what it is', 'This resource is part of Matomo.', false],
    ['nothing', '', false],
  ]) {
    test(`without a site finds ${name}`, async (t) => {
      const { receiver } = await start(t, ({ url }, response) => (url.includes('?') ? response.writeHead(204).end() : response.end(body)));
      const { responses } = await askServers({ hits: [hit(receiver)] }, ENOUGH_MS);
      assert.deepEqual(responses, [{ receiver, site: '7', status: 204, isPage: false, isProxy }]);
    });
  }

  for (const [name, type, body, isPage] of [
    ['a page', 'text/html', `\n<!-- a\ncomment --> ${HTML}`, true],
    ['a page of another form, called a text', 'text/plain', '<HTML lang="en">', true],
    ['an empty response, called a page', 'text/html', '', false],
    ['the image', 'image/gif', Buffer.from('GIF89a'), false],
    ['a word', 'text/html', 'ok', false],
  ]) {
    test(`knows whether the response is a page: ${name}`, async (t) => {
      const { receiver } = await start(t, (request, response) => response.writeHead(200, { 'Content-Type': type }).end(body));
      assert.equal((await askServers({ hits: [hit(receiver)] }, ENOUGH_MS)).responses[0].isPage, isPage);
    });
  }
});

describe('what is said of a server', () => {
  const at = { receiver: 'https://m.example/matomo.php', site: '7', status: 204, isPage: false, isProxy: false };
  const OF = [
    [{}, [], []],
    [{ status: 200 }, [], []],
    [{ status: 400 }, [/rejects hits for site 7 \(status 400\), although the page got a success response: check that the site exists/], []],
    [{ status: 500 }, [/fails for hits of site 7 \(status 500\)/], []],
    [{ status: 200, isPage: true }, [/returns an HTML page, which Matomo never does, .* correct the address of matomo\.php/], []],
    // A firewall may know a browser from this program.
    ...[301, 403, 404, 429].map((status) => [{ status }, [], [new RegExp(`Could not find out whether \\S+ knows site 7 \\(status ${status}\\)`)]]),
    [{ status: null }, [], [/Could not find out .* \(no response in time\)/]],
    [{ isProxy: true }, [], [/is Matomo's tracker-proxy\. Versions from before mid-2026 .*npx crumbless verify.*--disable-bundling/]],
    [{ status: 400, isProxy: true }, [/rejects/], [/tracker-proxy/]],
  ];
  for (const [given, problems, notes] of OF) {
    test(JSON.stringify(given), () => {
      const said = verdict({ responses: [{ ...at, ...given }], leftOut: 0 });
      for (const [kind, wanted] of Object.entries({ problems, notes })) {
        const found = said[kind].filter((text) => text.includes('m.example'));
        assert.equal(found.length, wanted.length, found.join('\n'));
        for (const [index, says] of wanted.entries()) assert.match(found[index], says);
        assert.ok(found.every((text) => /[.?]$/.test(text)));
      }
    });
  }
});
