/**
 * `setDeviceDetail`: what leaves a browser with each detail is what the table of the documentation and the site says
 * (`www/device.json`), no more and no less.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { application } from './support/module.mjs';
import { AT_ONCE, World, kind, param, startWorld } from './support/world.mjs';

const TABLE = JSON.parse(readFileSync(fromRoot('www/device.json'), 'utf8'));
/** What is in each hit and not about the device. */
const OTHERS = /^(idsite|rec|r|url|urlref|_id|_idn|send_image|_refts|pv_id|action_name|e_[acnv]|ca)$/;
/** What a browser only says where it has it: old ones no list of plug-ins, times that have not come yet. */
const WHERE_THERE = /^(pdf|qt|realp|wma|fla|java|ag|pf_\w+)$/;

const world = startWorld();

/** What a hit says of the device, by the names of the table; members of the client hints are `uadata.…`. */
function told(hit) {
  return Object.fromEntries(hit.params.flatMap(([name, value]) => {
    if (OTHERS.test(name)) return [];
    if (name !== 'uadata') return [[name, value]];
    return Object.entries(JSON.parse(value)).map(([member, said]) => [`uadata.${member}`, JSON.stringify(said)]);
  }));
}

/** Where a hit and the table differ. */
function faults(hit, detail) {
  const said = told(hit);
  const rows = TABLE.parameters.filter(({ sent }) => sent.includes(detail));
  const rowOf = (name) => rows.find(({ names }) => names.includes(name));
  const wrong = Object.entries(said).filter(([name, value]) => !rowOf(name) || !new RegExp(`^(?:${rowOf(name).form})$`).test(value));
  const missing = rows.flatMap(({ names }) => names).filter((name) => said[name] === undefined && !WHERE_THERE.test(name));
  return [...wrong.map(([name, value]) => `${name}=${value}`), ...missing.map((name) => `${name} is missing`)];
}

const SAYS = { none: [['setDeviceDetail', 'none']], needed: [['setDeviceDetail', 'needed']], all: [['setDeviceDetail', 'all']], 'all, by default': [] };

describe('the table is what leaves', AT_ONCE, () => {
  for (const [name, rows] of Object.entries(SAYS)) {
    test(`with ${name}`, async (t) => {
      const detail = name.split(',')[0];
      const visit = await world.visit(t, { paq: [['trackPageView'], ...rows] });
      await visit.page.waitForFunction(() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0);
      await visit.push(['trackEvent', 'c', 'after the load']);
      const hits = await visit.end(2);
      for (const hit of hits) assert.deepEqual(faults(hit, detail), [], hit.raw);
      const [timed, flagged] = [/^pf_/, /^(pdf|ag)$/].map((pattern) => Object.keys(told(hits[1])).filter((found) => pattern.test(found)).length);
      const hasPlugins = await world.visit(t).then(({ page }) => page.evaluate(() => navigator.mimeTypes.length > 0));
      assert.deepEqual([timed > 0, flagged > 0], [detail === 'all', hasPlugins && detail !== 'none']);
      assert.deepEqual(visit.messages.filter(({ text }) => text.includes('Crumbless')), []);
      const features = ({ raw }) => raw.slice(raw.indexOf('uadata='));
      assert.equal(features(hits[1]), features(hits[0]), 'the same on each hit of the visit');
    });
  }

  for (const command of new Set(TABLE.parameters.map(({ leftOutBy }) => leftOutBy).filter(Boolean))) {
    test(`${command} leaves out what the table says, and nothing else of it`, async (t) => {
      const hitsWith = async (...rows) => {
        const visit = await world.visit(t, { paq: [...rows, ['trackPageView']] });
        await visit.page.waitForFunction(() => performance.getEntriesByType('navigation')[0].loadEventEnd > 0);
        await visit.push(['trackEvent', 'c', 'after the load']);
        const hits = await visit.end(2);
        return [...new Set(hits.flatMap((hit) => Object.keys(told(hit))))];
      };
      const isLeftOut = (name) => TABLE.parameters.find(({ names }) => names.includes(name)).leftOutBy === command;
      const [all, some] = [await hitsWith(), await hitsWith([command])];
      assert.ok(all.some(isLeftOut));
      assert.deepEqual(some, all.filter((name) => !isLeftOut(name)));
    });
  }

  test('and a hit of another detail is none of it', async (t) => {
    const [hit] = await (await world.visit(t, { paq: [['trackPageView']] })).hits(1);
    assert.deepEqual(faults(hit, 'all'), []);
    const tooMuch = faults(hit, 'needed').join();
    for (const name of ['res', 's', 'uadata.fullVersionList', 'uadata.platformVersion', 'uadata.model', 'uadata.brands is missing']) assert.ok(tooMuch.includes(name), `${name} in ${tooMuch}`);
    assert.ok(faults(hit, 'none').join().includes('cookie=1'));
  });

  test('no high-entropy hint is asked for but with all', async (t) => {
    const asked = () => {
      window.asked = 0;
      const { getHighEntropyValues } = NavigatorUAData.prototype;
      NavigatorUAData.prototype.getHighEntropyValues = function (...given) {
        window.asked += 1;
        return getHighEntropyValues.apply(this, given);
      };
    };
    for (const [detail, expected] of [['none', 0], ['needed', 0], ['all', 1]]) {
      const visit = await world.visit(t, { init: asked, paq: [['trackPageView'], ['setDeviceDetail', detail]] });
      await visit.hits(1);
      assert.equal(await visit.page.evaluate(() => window.asked), expected, detail);
    }
  });
});

describe('a detail that is none', AT_ONCE, () => {
  for (const wrong of ['nedeed', 'ALL', null, 5, true, ['all'], { all: 1 }]) {
    test(`${JSON.stringify(wrong)} sends nothing about the device and says so once`, async (t) => {
      const visit = await world.visit(t, { paq: [['setDeviceDetail', wrong], ['trackPageView']] });
      const [hit] = await visit.end(1);
      assert.deepEqual(faults(hit, 'none'), [], hit.raw);
      const lines = visit.messages.filter(({ text }) => text.includes('Crumbless'));
      assert.equal(lines.length, 1);
      assert.match(lines[0].text, /setDeviceDetail.*'none', 'needed' or 'all'/);
    });
  }
});

describe('by attribute', AT_ONCE, () => {
  const withAttribute = (t, attribute) => world.visit(t, {
    html: ({ trackerUrl }) => `<!doctype html><title>A page</title><script async src="/matomo.js" data-tracker-url="${trackerUrl}" data-site-id="7" ${attribute}></script>`,
  });
  for (const [attribute, detail] of [['data-device-detail="needed"', 'needed'], ['data-set-device-detail="none"', 'none'], ['data-device-detail', 'none'], ['data-device-detail="nedeed"', 'none'], ['data-device-detail="false"', 'none']]) {
    test(attribute, async (t) => {
      const [hit] = await (await withAttribute(t, attribute)).hits(1);
      assert.deepEqual(faults(hit, detail), [], hit.raw);
    });
  }

  test('that cannot be read sends nothing', async (t) => {
    const visit = await withAttribute(t, 'data-device-detail="["');
    await visit.page.waitForFunction(() => window.Matomo?.initialized);
    assert.deepEqual(await visit.end(0), []);
  });
});

describe('by the option of the ES module', AT_ONCE, () => {
  for (const deviceDetail of ['none', 'needed', 'all']) {
    test(deviceDetail, async (t) => {
      const visit = await application(world, t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, deviceDetail, commands: [['trackPageView']] }) });
      const [hit] = await visit.hits(1);
      assert.deepEqual(faults(hit, deviceDetail), [], hit.raw);
    });
  }
});

describe('in anonymous measurement', () => {
  const anonymous = new World();
  before(() => anonymous.start(fromRoot(FULL)));
  after(() => anonymous.stop());

  for (const [chosen, detail] of [[undefined, 'needed'], ['none', 'none'], ['all', 'all'], ['nedeed', 'none']]) {
    test(`${chosen ?? 'nothing said'}: ${detail}`, async (t) => {
      const rows = chosen ? [['setDeviceDetail', chosen]] : [];
      const visit = await anonymous.visit(t, { paq: [['enableAnonymousMeasurement', { categories: ['c'] }], ...rows, ['trackPageView'], ['trackEvent', 'c', 'a']] });
      const hits = await visit.end(2);
      for (const hit of hits) assert.deepEqual(faults(hit, detail), [], hit.raw);
    });
  }
});

describe('what is seen all the same', AT_ONCE, () => {
  for (const [name, paq] of [['with none', [['setDeviceDetail', 'none'], ['trackPageView']]], ['without cookies too', [['setDeviceDetail', 'none'], ['disableCredentials'], ['trackPageView']]]]) {
    test(name, async (t) => {
      const page = await world.openPage();
      t.after(() => page.context().close());
      const sent = page.waitForRequest((request) => request.url().includes('matomo.php'));
      const visit = await world.visit(t, { page, paq });
      const [hit] = await visit.hits(1);
      assert.deepEqual([kind(hit), param(hit, 'uadata')], ['action_name=A page', '{}']);
      const headers = await (await sent).allHeaders();
      for (const { header } of TABLE.alwaysSeen.filter((row) => row.header)) assert.ok(headers[header], header);
      // Whatever else the browser writes is about the request, not the device.
      const KNOWN = /^(:\w+|host|connection|content-(length|type)|accept(-encoding)?|sec-fetch-\w+|sec-ch-ua(-mobile|-platform)?|referer|priority|pragma|cache-control)$/;
      const others = Object.keys(headers).filter((found) => !KNOWN.test(found) && TABLE.alwaysSeen.every(({ header }) => header !== found));
      assert.deepEqual(others, []);
    });
  }
});
