/**
 * What a stranger may write into a page, such as a comment that was cleaned of scripts, costs no hit and changes none: every name
 * that stands in the tracker's sources is given to elements of every kind that a document, a form or the window shows by name.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { leave } from '../vectors/player/replay.mjs';
import { built, serveBuilt } from './support/built.mjs';
import { NAMES, WINDOW_NAMES } from './support/names.mjs';
import { kind, startWorld } from './support/world.mjs';


/** Frames cost more than elements: of them there are only those whose names a document, a form or a window has or is asked for. */
const areMembers = (names) => {
  const form = document.createElement('form');
  return names.filter((name) => name in document || name in form);
};

/** Elements before the tracker, and inside the content block, which is a form. */
const KINDS = {
  'img name': ({ name }) => `<img name="${name}" id="${name}">`,
  'two img': ({ name }) => `<img name="${name}"><img name="${name}">`,
  'form name': ({ name }) => `<form name="${name}" id="${name}"></form>`,
  'a id': ({ name }) => `<a id="${name}" name="${name}" href="https://evil.example/"></a>`,
  'two a': ({ name }) => `<a id="${name}"></a><a id="${name}" name="${name}"></a>`,
  'object id': ({ name }) => `<object id="${name}" name="${name}"></object>`,
  'embed name': ({ name }) => `<embed name="${name}" id="${name}">`,
  'iframe name': ({ name, isFrame }) => (isFrame ? `<iframe name="${name}"></iframe>` : ''),
};
const INNER = {
  'input name': ({ name }) => `<input type="hidden" name="${name}">`,
  'two inputs': ({ name }) => `<input type="hidden" name="${name}"><input type="hidden" id="${name}">`,
  'button id': ({ name }) => `<button hidden id="${name}"></button>`,
  'img in the form': ({ name }) => `<img hidden name="${name}">`,
};

const BLOCK = "Document.prototype.getElementById.call(document, 'block')";
const COMMANDS = [['disableCookies'], ['enableLinkTracking'], ['trackPageView'], ['trackEvent', 'c', 'a'], ['trackLink', 'https://partner.example/file.zip', 'download']];
const FULL_COMMANDS = [
  ...COMMANDS, ['enableJSErrorTracking'], ['enableHeartBeatTimer'], ['trackVisibleContentImpressions'],
  `_paq.push(['trackContentInteractionNode', ${BLOCK}, 'node'])`, ['trackContentImpression', 'ad'],
];
const USAGE = [...FULL_COMMANDS, ['measureInteractions', [{ selector: '#press', category: 'Press', action: 'pressed' }]]];
const ATTRIBUTES = `data-site-id="7" data-disable-cookies data-track-event='["c", "a"]' data-track-all-content-impressions`;

/** Each way the tracker comes into a page. */
const WAYS = {
  'matomo.js': { file: CORE, paq: FULL_COMMANDS },
  'matomo.js alone': { file: CORE, paq: COMMANDS },
  'matomo.full.js': { file: FULL, paq: USAGE },
  'matomo.fallback.js': { file: FALLBACK, paq: USAGE },
  'matomo.js without inline scripts': { file: CORE, attributes: ATTRIBUTES },
  'matomo.js, whose WebAssembly is refused': { file: CORE, paq: FULL_COMMANDS, policy: "script-src 'self' 'unsafe-inline'" },
};

/** What an older browser does not have, so that markup stands there alone. */
function makeOlder() {
  for (const name of ['requestIdleCallback', 'trustedTypes']) delete window[name];
  delete Element.prototype.checkVisibility;
  delete Document.prototype.prerendering;
  delete Uint8Array.fromBase64;
}

const world = startWorld();

function page(visit, { file, paq, attributes, policy }, { outer = '', inner = '' }) {
  const { site, run, trackerUrl } = visit;
  const name = file.replace('dist/', `/lib/${run}/`);
  site.serve(name, built(file));
  serveBuilt(site, `/lib/${run}/`, [FULL, FALLBACK]);
  const rows = [...(paq ?? []), ['setTrackerUrl', trackerUrl], ['setSiteId', '7']].map((row) => (typeof row === 'string' ? row : `_paq.push(${JSON.stringify(row)})`));
  const tracker = attributes ? `<script src="${name}" data-tracker-url="${trackerUrl}" ${attributes}></script>` : `<script>var _paq = window._paq = window._paq || []; ${rows.join(';\n')}</script><script src="${name}"></script>`;
  const body = `<!doctype html><html><head><title>A page</title></head><body>
    <form id="block" data-track-content title="Block" style="position:fixed;left:0;top:0;width:400px;height:50px;overflow:hidden" onsubmit="return false">
      <a href="https://partner.example/out" data-content-target style="position:absolute;left:0;top:0;width:90px;height:40px" onclick="return false">Out</a>
      <b id="press" style="position:absolute;left:100px;top:0;width:90px;height:40px">Press</b>
      <i data-track-content data-content-name="Inside" style="position:absolute;left:200px;top:0;width:90px;height:40px">Inside</i>${inner}</form>
    <div hidden>${outer}</div>${tracker}</body></html>`;
  return { type: 'text/html; charset=utf-8', body, headers: policy && { 'Content-Security-Policy': policy } };
}

/** Parameters that no two visits have alike. */
const OWN = /^(r|h|m|s|pv_id|_id|_idn|cdo|pf_\w+)$/;
const said = (visit, hit) => `${kind(hit)}: ${hit.params.filter(([name]) => !OWN.test(name)).map((pair) => pair.join('=').replaceAll(visit.run, 'RUN')).join(' ')}`;

/** Visits the page, presses what can be pressed, leaves, and says what arrived and what went wrong. */
async function visitWith(t, way, markup, init) {
  const visit = await world.visit(t, { html: (own) => page(own, way, markup), init });
  for (const x of [45, 145, 245]) await visit.page.mouse.click(x, 20);
  await world.site.waitForHits(visit.run, 2);
  await leave(visit.page, world.site);
  const wrong = [...visit.errors.map(String), ...visit.messages.map(({ text }) => text).filter((text) => text.includes('Crumbless') && !text.includes('CompileError'))];
  return { hits: world.site.collector.hits(visit.run).map((hit) => said(visit, hit)).sort(), wrong };
}

let frames;
async function named(write) {
  if (!frames) {
    const empty = await world.openPage();
    frames = new Set([...(await empty.evaluate(areMembers, NAMES)), ...WINDOW_NAMES]);
    await empty.context().close();
  }
  return NAMES.map((name) => write({ name, isFrame: frames.has(name) })).join('');
}

function testMarkup(way, init) {
  let plain;
  const testPlace = (place, kinds) => {
    for (const [kindOf, write] of Object.entries(kinds)) {
      test(kindOf, async (t) => {
        const wanted = await (plain ??= visitWith(t, way, {}, init));
        assert.deepEqual(wanted.wrong, []);
        assert.ok(wanted.hits.length >= 4, wanted.hits.join('\n'));
        assert.deepEqual(await visitWith(t, way, { [place]: await named(write) }, init), wanted);
      });
    }
  };
  testPlace('outer', KINDS);
  testPlace('inner', INNER);
}

test('the names are those of the sources', () => {
  for (const name of ['currentScript', 'title', 'getBoundingClientRect', 'prerendering', 'characterSet', 'visibilityState', 'Matomo', '_paq']) assert.ok(NAMES.includes(name), name);
  for (const name of ['Matomo', '_paq', 'piwik_log', 'matomoAsyncInit', 'requestIdleCallback']) assert.ok(WINDOW_NAMES.includes(name), name);
});

for (const [name, way] of Object.entries(WAYS)) {
  describe(`hits of ${name} are those of the page without`, { concurrency: 2 }, () => testMarkup(way));
}

describe('hits in a browser that lacks what it can are those of the page without', { concurrency: 2 }, () => testMarkup(WAYS['matomo.full.js'], makeOlder));
