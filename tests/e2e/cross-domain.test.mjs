/** Cross-domain linking: a visitor id that the site set goes with the visitor to the site's other domains, and no further. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { buildPage } from '../vectors/player/page.mjs';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const world = startWorld();
const ID = '0123456789abcdef';
const HANDED_OVER = /^pk_vid=(0123456789abcdef)(\d{10})([0-9a-f]{6})$/;

/** The page's host is 127.0.0.1; this is another name of the same machine. */
const otherHost = (site) => site.self.replace('127.0.0.1', 'localhost');
const OWN = ['setDomains', ['127.0.0.1', 'localhost']];
const LINKING = [OWN, ['setVisitorId', ID], ['enableCrossDomainLinking'], ['enableLinkTracking'], ['trackPageView']];
const STAY = `<script>for (const type of ['click', 'auxclick', 'contextmenu']) addEventListener(type, (event) => event.preventDefault());</script>`;

/** A page with a link, clicked on; returns the link's address then. */
async function addressAfterClick(t, href, { paq = LINKING, options, inside = 'Link' } = {}) {
  const visit = await world.visit(t, {
    paq,
    body: (STAY + '<a id="x" href="HREF">' + inside + '</a>'),
    init: `addEventListener('DOMContentLoaded', () => document.getElementById('x').setAttribute('href', ${JSON.stringify(href)}.replace('OTHER', 'localhost:' + location.port).replace('SELF', location.host)))`,
  });
  await visit.hits(1);
  await visit.page.click(inside.includes('<') ? '#x *' : '#x', options);
  return { visit, href: await visit.page.getAttribute('#x', 'href') };
}

describe('a link to another domain of the site gets the visitor id', AT_ONCE, () => {
  const ADDRESSES = [
    ['of a bare address', 'http://OTHER/to', /^(http:\/\/localhost:\d+\/to)\?(.*)$/],
    ['behind a query', 'http://OTHER/to?a=1&b=%20', /^(http:\/\/localhost:\d+\/to\?a=1&b=%20)&(.*)$/],
    ['before the hash', 'http://OTHER/to#part', /^(http:\/\/localhost:\d+\/to)\?(.*)#part$/],
    ['between query and hash', 'http://OTHER/to?a=1#part?b', /^(http:\/\/localhost:\d+\/to\?a=1)&(.*)#part\?b$/],
    ['without a scheme', '//OTHER/to', /^(\/\/localhost:\d+\/to)\?(.*)$/],
    ['in place of an older one', `http://OTHER/to?pk_vid=${ID}1700000000abcdef&a=1`, /^(http:\/\/localhost:\d+\/to\?a=1)&(.*)$/],
  ];
  for (const [title, href, pattern] of ADDRESSES) {
    test(title, async (t) => {
      const after = await addressAfterClick(t, href);
      const [, , parameter] = pattern.exec(after.href) ?? assert.fail(after.href);
      const [, , seconds] = HANDED_OVER.exec(parameter) ?? assert.fail(parameter);
      assert.ok(Math.abs(seconds - Date.now() / 1000) < 60, seconds);
      await after.visit.end(1);
    });
  }

  for (const [title, options] of [['by the middle button', { button: 'middle' }], ['by the context menu', { button: 'right' }]]) {
    test(title, async (t) => {
      const after = await addressAfterClick(t, 'http://OTHER/to', { options });
      assert.match(after.href, /^http:\/\/localhost:\d+\/to\?pk_vid=/);
    });
  }

  test('by a click on something in it', async (t) => {
    const after = await addressAfterClick(t, 'http://OTHER/to', { inside: '<b>Link</b>' });
    assert.match(after.href, /^http:\/\/localhost:\d+\/to\?pk_vid=/);
  });

  test('once, however often it is clicked on', async (t) => {
    const after = await addressAfterClick(t, 'http://OTHER/to?a=1#part');
    await after.visit.page.click('#x');
    await after.visit.page.click('#x');
    assert.match(await after.visit.page.getAttribute('#x', 'href'), /^http:\/\/localhost:\d+\/to\?a=1&pk_vid=[0-9a-f]{32}#part$/);
  });
});

describe('a link stays as it is', AT_ONCE, () => {
  const without = (...names) => LINKING.filter(([name]) => !names.includes(name));
  const CASES = [
    ['to the same domain', 'http://SELF/to'],
    ['to a page beside this one', '/to'],
    ['to another site', 'http://partner.example/to'],
    ['that is no address of a page', 'mailto:a@b.example'],
    ['to a file of another domain of the site', 'http://OTHER/to.zip'],
    ['without a visitor id', 'http://OTHER/to', without('setVisitorId')],
    ['without being asked for', 'http://OTHER/to', without('enableCrossDomainLinking')],
    ['to a domain that the site does not name', 'http://OTHER/to', without('setDomains')],
    ['once it is turned off', 'http://OTHER/to', [...LINKING, ['disableCrossDomainLinking']]],
  ];
  for (const [title, href, paq] of CASES) {
    test(title, async (t) => {
      const after = await addressAfterClick(t, href, { paq });
      assert.equal(after.href, href.replace('OTHER', otherHost(after.visit.site)).replace('SELF', after.visit.site.self));
    });
  }
});

describe('the page it leads to', AT_ONCE, () => {
  const RECEIVING = [OWN, ['enableCrossDomainLinking'], ['trackPageView'], ['trackEvent', 'c', 'a']];

  /** Serves the page that is led to, and returns its address with the parameter of this moment. */
  async function handOver(t, paq = RECEIVING) {
    const visit = await world.visit(t, { paq: [OWN, ['setVisitorId', ID], ['enableCrossDomainLinking']], before: (own) => serveLanding(own, paq) });
    const parameter = await visit.page.evaluate(() => Matomo.getAsyncTracker().getCrossDomainLinkingUrlParameter());
    assert.match(parameter, HANDED_OVER);
    return { visit, address: (change = (text) => text) => `http://${otherHost(visit.site)}/landing/${visit.run}?${change(parameter)}` };
  }

  /** The visitor id that the hits of the landing page have. */
  async function idOf(visit) {
    const hits = await visit.hits(2);
    const ids = new Set(hits.map((hit) => param(hit, '_id')));
    assert.equal(ids.size, 1);
    return [...ids][0];
  }

  async function openAs(t, options, address, prepare) {
    const context = await world.browser.newContext({ viewport: { width: 1000, height: 700 }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    await prepare?.(page);
    await page.goto(address);
    return page;
  }

  test('takes the id after a real click', async (t) => {
    const visit = await world.visit(t, {
      paq: [OWN, ['setVisitorId', ID], ['enableCrossDomainLinking'], ['enableLinkTracking']],
      body: '<a id="x">To</a>',
      before: (own) => serveLanding(own, RECEIVING),
    });
    await visit.page.evaluate((href) => document.getElementById('x').setAttribute('href', href), `http://${otherHost(visit.site)}/landing/${visit.run}?a=1#b`);
    await visit.page.click('#x');
    await visit.page.waitForURL(/\/landing\/.*\?a=1&pk_vid=[0-9a-f]{32}#b$/);
    assert.equal(await idOf(visit), ID);
    assert.equal(await visit.page.evaluate(() => Matomo.getAsyncTracker().getVisitorId()), ID);
  });

  test('takes the id', async (t) => {
    const { visit, address } = await handOver(t);
    await visit.page.goto(address());
    assert.equal(await idOf(visit), ID);
  });

  const REFUSED = [
    ['that is cut short', (text) => text.slice(0, -1)],
    ['that is longer', (text) => `${text}0`],
    ['of another browser', (text) => text.slice(0, -6) + (text.endsWith('123456') ? '654321' : '123456')],
    ['with an older time', (text) => text.replace(/\d{10}(?=.{6}$)/, (seconds) => seconds - 181)],
    ['with a time that is still to come', (text) => text.replace(/\d{10}(?=.{6}$)/, (seconds) => Number(seconds) + 600)],
    ['with something else in it', (text) => text.replace(ID, '0123456789abcd%2F.')],
  ];
  for (const [title, change] of REFUSED) {
    test(`refuses one ${title}`, async (t) => {
      const { visit, address } = await handOver(t);
      await visit.page.goto(address(change));
      assert.equal(await idOf(visit), '');
    });
  }

  test('refuses one that it was not asked to take', async (t) => {
    const { visit, address } = await handOver(t, RECEIVING.filter(([name]) => name !== 'enableCrossDomainLinking'));
    await visit.page.goto(address());
    assert.equal(await idOf(visit), '');
  });

  test('refuses one that another browser sent on', async (t) => {
    const { visit, address } = await handOver(t);
    await openAs(t, { userAgent: 'Mozilla/5.0 (Another browser)' }, address());
    assert.equal(await idOf(visit), '');
  });

  /** Seconds that the site allows, those that have gone by, and whether the id is taken. */
  for (const [timeout, seconds, isTaken] of [[undefined, 170, true], [undefined, 200, false], [10, 5, true], [10, 30, false], [600, 500, true], [0, 1e6, true]]) {
    test(`${isTaken ? 'takes' : 'refuses'} it after ${seconds} seconds, ${timeout ?? 'none'} being allowed`, async (t) => {
      const { visit, address } = await handOver(t, timeout === undefined ? RECEIVING : [['setCrossDomainLinkingTimeout', timeout], ...RECEIVING]);
      await openAs(t, {}, address(), (page) => page.clock.install({ time: Date.now() + seconds * 1000 }));
      assert.equal(await idOf(visit), isTaken ? ID : '');
    });
  }
});

test('the page says whether links are decorated', async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  const returned = await visit.page.evaluate(() => {
    const tracker = Matomo.getAsyncTracker();
    const ask = () => tracker.isCrossDomainLinkingEnabled();
    const found = [ask()];
    tracker.enableCrossDomainLinking();
    found.push(ask());
    tracker.disableCrossDomainLinking();
    return [...found, ask()];
  });
  assert.deepEqual(returned, [false, true, false]);
});

function serveLanding({ site, run, trackerUrl }, paq) {
  site.serve(`/landing/${run}`, buildPage({ title: 'Landing', paq }, trackerUrl));
}
