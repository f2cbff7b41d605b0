/**
 * Matomo's own plugin AnonymousPiwikUsageMeasurement, which measures how a Matomo is used, with our file in the place of matomo.js.
 * `MATOMO_ANONYMOUS_PLUGIN` names the folder `javascripts` of a checkout of it: its scripts run unchanged.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import process from 'node:process';
import { describe, test } from 'node:test';
import { hitsOf, receiver } from './support/module.mjs';
import { DELIVERIES, matomoPage } from './support/plugin-page.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const PLUGIN = process.env.MATOMO_ANONYMOUS_PLUGIN;
const RECORDED = JSON.parse(readFileSync(new URL('../vectors/anonymous-urls.json', import.meta.url), 'utf8'));
const DASHBOARD = RECORDED.find(({ title }) => title === 'Dashboard EmbeddedIndex');
const TITLE = "Ann's shop - Matomo";
const FAILED = 'Failed to load resource: '; // so the browser tells of it, whoever sent the request

/** Those parts of Matomo's pages that the plugin looks at. */
const PARTS = `
  <div class="sortable"><div class="widget"><button id="close">Close Ann's widget</button></div></div>
  <div id="websites"><table><tr></tr><tr><td><a target="_blank" href="about:blank">Ann's shop</a></td></tr></table></div>
  <div id="reports"><table><tr><td><form action="?token_auth=secret&format=pdf"></form>
    <a name="linkDownloadReport" id="27">Ann's report</a></td></tr></table></div>
  <div class="marketplace"><div class="plugin">
    <h3 class="card-title"><a matomo-plugin-name="BotTracker">Bots</a></h3><p class="description">About bots</p><p class="footer">Install</p>
  </div></div>`;
const PIECES = ['Headline popover', 'Body popover', 'Install self'];

/** @type {Record<string, (server: http.Server) => void>} */
const BROKEN = {
  'refuses connections': (server) => server.close(),
  'responds with an error': (server) => server.on('request', (request, response) => response.writeHead(500).end()),
};

const world = startWorld();

describe('AnonymousPiwikUsageMeasurement', { ...AT_ONCE, skip: PLUGIN ? false : 'MATOMO_ANONYMOUS_PLUGIN does not name it' }, () => {
  for (const delivery of Object.keys(DELIVERIES)) {
    test(`reaches three targets, anonymous where asked, ${delivery}`, async (t) => {
      const visit = await open(t, { delivery });
      const said = told(await end(visit, 1), ['idsite', 'url', 'urlref', 'action_name', 'uid', '_cvar']);
      const access = '{"1":["Access","superuser"]}';
      assert.deepEqual(said, [
        [['7', visit.address, visit.url, TITLE, 'ann', access]],
        [['20', DASHBOARD.tracked, undefined, DASHBOARD.title, undefined, access]],
        [['33', DASHBOARD.tracked, undefined, DASHBOARD.title, undefined, access]],
      ]);
    });
  }

  test('says of every recorded address what was recorded', async (t) => {
    const visit = await open(t);
    await visit.page.evaluate((addresses) => {
      for (const address of addresses) {
        const { pathname, search, hash } = new URL(address);
        history.replaceState(null, '', pathname + search + hash);
        window.CoreHome.Matomo.trigger('matomoPageChange');
      }
    }, RECORDED.map(({ url }) => url));
    let popover; // the last one: nothing takes it back
    const wanted = [DASHBOARD, ...RECORDED].map((row) => {
      if (row.popover) popover = JSON.stringify({ 1: ['popover', row.popover] });
      return [row.tracked, row.title, popover];
    });
    const said = told(await end(visit, wanted.length), ['url', 'action_name', 'cvar']);
    const full = wanted.map((row) => [visit.address, TITLE, row[2]]);
    assert.deepEqual(said.map((rows) => rows.sort()), [full, wanted, wanted].map((rows) => rows.sort()));
  });

  test('sends each target what is clicked, downloaded and seen', async (t) => {
    const visit = await open(t, { body: PARTS });
    await visit.page.evaluate(() => {
      const { Matomo } = window.CoreHome;
      Matomo.trigger('Dashboard.Dashboard.mounted');
      Matomo.trigger('MultiSites.MultiSitesSite.mounted', { element: document.getElementById('websites') });
      Matomo.trigger('ScheduledReports.ManageScheduledReport.mounted', { element: document.getElementById('reports') });
      Matomo.trigger('Marketplace.Marketplace.mounted');
    });
    for (const wanted of ['#close', '#websites a', '#reports a']) await visit.page.click(wanted);
    const said = told(await end(visit, 7), ['idsite', 'url', 'e_c', 'e_a', 'e_n', 'link', 'download', 'c_n', 'c_p', 'c_t']);
    const kinds = [
      'Dashboard close Widget',
      'http://example.com/multisites/outlink2',
      'http://demo.matomo.org/scheduledreports/emailreport7.pdf',
      ...PIECES.map((piece) => `BotTracker ${piece}`),
    ];
    const from = (site, url) => ['', ...kinds].map((what) => `${site} ${url} ${what}`.trim()).sort();
    const lines = said.map((rows) => rows.map((row) => row.filter(Boolean).join(' ')).sort());
    assert.deepEqual(lines, [from(7, visit.address), from(20, DASHBOARD.tracked), from(33, DASHBOARD.tracked)]);
  });

  test('reports a content interaction to each target (DIFFERENCES.md: content-interaction-counted-once)', async (t) => {
    const visit = await open(t, { body: PARTS });
    await visit.page.evaluate(() => window.CoreHome.Matomo.trigger('Marketplace.Marketplace.mounted'));
    await visit.page.click('.description');
    const uses = told(await end(visit, 5), ['c_i', 'c_n', 'c_p', 'c_t']).map((rows) => rows.filter(([interaction]) => interaction));
    assert.deepEqual(uses, Array(3).fill([['click', 'BotTracker', 'Body', 'popover']]));
  });

  for (const [what, spoil] of Object.entries(BROKEN)) {
    test(`a target that ${what} costs the others nothing`, async (t) => {
      const server = http.createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const broken = `http://127.0.0.1:${server.address().port}/matomo.php`;
      spoil(server);
      t.after(() => server.close());
      const visit = await open(t, { broken });
      await visit.page.evaluate(() => window._paq.push(['trackEvent', 'c', 'a']));
      const [own, ...anonymous] = await end(visit, 2);
      assert.deepEqual(own.map(kind), [`action_name=${TITLE}`, 'e_a=a']);
      for (const hits of anonymous) assert.deepEqual(hits.map(kind), [`action_name=${DASHBOARD.title}`, 'e_a=a']);
    });
  }
});

/** A page of a Matomo, reached from its login page, whose first target has the page view, or has failed where it is broken. */
async function open(t, { delivery = 'each file alone', broken, body } = {}) {
  const visit = await world.visit(t, { html: () => '<a href="/">Log in</a>' });
  t.after(() => {
    assert.deepEqual(visit.errors, []);
    assert.deepEqual(visit.messages.filter(({ text }) => !broken || !text.startsWith(FAILED)), []);
  });
  const settings = {
    targets: [
      ...(broken ? [{ url: broken, idSite: 5, useAnonymization: false }] : []), // first: what it stops would be missing
      { url: visit.trackerUrl, idSite: 7, useAnonymization: false },
      { url: receiver(visit, 'second'), idSite: 20, useAnonymization: true },
      { url: receiver(visit, 'third'), idSite: 33, useAnonymization: true },
    ],
    visitorCustomVariables: [{ id: 1, name: 'Access', value: 'superuser' }],
    trackingDomain: 'http://demo.matomo.org',
    exampleDomain: 'http://example.com',
    userId: 'ann',
  };
  const place = `/matomo/${visit.run}`;
  visit.site.serve(place, matomoPage(visit.site, { plugin: PLUGIN, settings, delivery, title: TITLE, body }));
  const { search, hash } = new URL(DASHBOARD.url);
  visit.address = `http://${visit.site.self}${place}${search}${hash}`;
  const failed = broken && visit.page.waitForEvent('console', (message) => message.text().startsWith(FAILED));
  await visit.page.$eval('a', (link, address) => link.setAttribute('href', address), visit.address);
  await visit.page.click('a');
  await Promise.all([visit.hits(1), failed]);
  return visit;
}

/** Ends the page: the hits of each of the three targets, that many. */
async function end(visit, count) {
  const all = [await visit.end(count), await hitsOf(visit, 'second', count), await hitsOf(visit, 'third', count)];
  assert.deepEqual(all.map((hits) => hits.length), [count, count, count]);
  return all;
}

function told(all, names) {
  return all.map((hits) => hits.map((hit) => names.map((name) => param(hit, name))));
}
