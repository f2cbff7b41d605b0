/** What the HTML of a page says of its commands: those that the small file lacks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lackingIn } from '../../cli/lib/page-commands.mjs';
import { snippet } from '../../js/snippet.js';

const PLACE = { url: 'https://m.example/', siteId: 1 };

test('nothing is lacking in snippets that load the small file', () => {
  for (const form of ['inline', 'attribute']) {
    assert.deepEqual(lackingIn(snippet({ ...PLACE, form, heartBeat: 10, domains: ['a.example', '*.b.example'], crossDomain: true, customDimensions: { 1: 'b' }, requireConsent: true })), []);
  }
});

test('rows and attributes are found, once each', () => {
  const commands = [['trackEcommerceOrder', '1', 2], ['ping'], ['ping']];
  assert.deepEqual(lackingIn(snippet({ ...PLACE, spa: true, commands })), ['enableSpaTracking', 'trackEcommerceOrder', 'ping']);
  assert.deepEqual(lackingIn(snippet({ ...PLACE, form: 'attribute', spa: true, disableBundling: true })), ['data-disable-bundling', 'data-enable-spa-tracking']);
  assert.deepEqual(lackingIn("<script>var _paq = [['trackPageView'], [ \"FormAnalytics::scan\" ], ['setDomains', ['example']]];</script>"), ['FormAnalytics::scan']);
});

test('what is off, says where files are, or belongs to something else is not', () => {
  assert.deepEqual(lackingIn('<script src="a.js" data-tracker-url="/" data-enable-spa-tracking="false" data-full-url="/f.js" data-fallback-url=/b.js></script>'), []);
  assert.deepEqual(lackingIn('<script src="b.js" data-other-thing></script><script>dataLayer.push(["enableSpaTracking"])</script>'), []);
});

test('takes no time for what a hostile page repeats', () => {
  for (const part of ['<script ', '_paq', '_paq[', '_paq[ "', '<script data-', 'data-tracker-url ']) {
    const start = performance.now();
    lackingIn(part.repeat(8_000_000 / part.length));
    assert.ok(performance.now() - start < 20_000, part);
  }
});
