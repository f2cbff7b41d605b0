/** Much of something: long addresses, thousands of content blocks. All of it is counted, and the page goes on meanwhile. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FULL_TRACKER, param, startWorld } from './support/world.mjs';

const world = startWorld(FULL_TRACKER);
const BLOCKS = 50_000;
const LONG = { timeout: 120_000 };

/** A page whose address has parameters, though no server would take it: applications change theirs. */
const withParameters = (count) => `history.replaceState(0, '', '?' + Array.from({ length: ${count} }, (_, index) => 'name' + index + '=value' + index).join('&'))`;

/** Shows how long the page was kept from its own work: what it does again and again is late by that. */
const WATCH = `
  window.turns = { count: 0, longest: 0, begin: performance.now() };
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  port1.onmessage = () => {
    const now = performance.now();
    turns.longest = Math.max(turns.longest, now - last);
    turns.count += 1;
    turns.all = now - turns.begin;
    last = now;
    setTimeout(() => port2.postMessage(0));
  };
  port2.postMessage(0);`;

const makeBlocks = (count) => `
  const blocks = document.createDocumentFragment();
  for (let index = 0; index < ${count}; index += 1) {
    const block = document.createElement('i');
    block.dataset.trackContent = '';
    block.dataset.contentName = 'Block ' + index;
    block.textContent = '.';
    blocks.append(block);
  }
  document.body.append(blocks);`;

/** The names of the blocks that were counted, each once. */
const namesOf = (hits) => new Set(hits.map((hit) => param(hit, 'c_n')).filter((name) => name !== undefined));

/** Waits for so many more hits, as they come: the collector keeps fewer of a page. */
const moreHits = (count) => new Promise((resolve) => {
  const { collector } = world.site;
  const hits = [];
  const heard = (hit) => {
    hits.push(hit);
    if (hits.length < count) return;
    collector.off('hit', heard);
    resolve(hits);
  };
  collector.on('hit', heard);
});

for (const [title, count, excluded] of [
  ['5,000 parameters', 5000, []],
  ['2,400 parameters and ten exclusions', 2400, Array.from({ length: 10 }, (_, index) => (index % 2 ? `/^name${index}$/` : `name${index}`))],
]) {
  test(`an address with ${title} arrives whole`, async (t) => {
    const visit = await world.visit(t, {
      init: withParameters(count),
      paq: [['setExcludedQueryParams', excluded], ['trackPageView'], ['trackEvent', 'An', 'event']],
    });
    const hits = await visit.end(2);
    for (const hit of hits) {
      const wanted = Array.from({ length: count }, (_, index) => `name${index}=value${index}`).slice(excluded.length);
      assert.equal(param(hit, 'url'), `${visit.url}?${wanted.join('&')}`);
    }
    assert.deepEqual(visit.messages, []);
  });
}

test(`${BLOCKS} content blocks are all counted, and the page goes on`, LONG, async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  await visit.hits(1);
  await visit.page.evaluate(makeBlocks(BLOCKS));
  await visit.page.evaluate(WATCH);
  const all = moreHits(BLOCKS);
  await visit.push(['trackAllContentImpressions']);
  const hits = await all;
  const turns = await visit.page.evaluate('turns');
  t.diagnostic(`${turns.count} turns of the page, the longest wait ${Math.round(turns.longest)} of ${Math.round(turns.all)} ms`);
  assert.equal(namesOf(hits).size, BLOCKS);
  assert.deepEqual(visit.messages, []);
  assert.ok(turns.count > BLOCKS / 1000, `only ${turns.count} turns`);
  assert.ok(turns.longest < turns.all / 10, `waited ${turns.longest} of ${turns.all} ms`);
});

test('a page left during a scan sends the blocks found so far', LONG, async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  await visit.hits(1);
  await visit.page.evaluate(makeBlocks(BLOCKS));
  await visit.page.evaluate(() => {
    window._paq.push(['trackAllContentImpressions']);
    location.href = 'about:blank';
  });
  await visit.page.waitForURL('about:blank'); // Chromium takes a minute to close a context whose page is being left.
  const hits = await world.site.waitForHits(visit.run, 1 + 50);
  const names = namesOf(hits);
  assert.ok(names.size >= 50, `${names.size} blocks`);
  assert.ok(names.has(`Block ${BLOCKS - 1}`), 'the last on the page is the first that is found');
});

test('thousands of visible blocks are all counted', LONG, async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  await visit.hits(1);
  await visit.page.evaluate(`${makeBlocks(3000)}; Object.assign(document.body.style, { font: '4px monospace', lineBreak: 'anywhere' })`);
  const all = moreHits(3000);
  await visit.push(['trackVisibleContentImpressions']);
  const hits = await all;
  assert.equal(namesOf(hits).size, 3000);
  assert.deepEqual(visit.messages, []);
});
