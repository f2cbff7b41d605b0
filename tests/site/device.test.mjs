/** What documentation and site say of a device: one file, `www/device.json`. What leaves a browser is in tests/e2e/device.test.mjs. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { describeParameters, markdownTables } from '../../www/server/device.mjs';
import { PAGES, renderPage } from '../../www/server/pages.mjs';

const TABLE = JSON.parse(readFileSync(fromRoot('www/device.json'), 'utf8'));
const DOCUMENT = readFileSync(fromRoot('docs/device.md'), 'utf8');

test('each row has all it needs, and each parameter one row', () => {
  assert.deepEqual(TABLE.details, ['none', 'needed', 'all']);
  for (const { names, what, form, sent, recognises, entropy, reason } of TABLE.parameters) {
    assert.ok(names.length > 0 && what && new RegExp(form), what);
    assert.match(reason, /^[A-Z].*\.$/, what);
    assert.ok(sent.length > 0 && sent.every((detail) => TABLE.details.includes(detail)), what);
    assert.equal(typeof recognises, 'boolean', what);
    assert.ok(['low', 'high'].includes(entropy), what);
    // What this is all about: less than all says nothing that tells devices apart and recognises no visit.
    if (entropy === 'high' || recognises) assert.equal(sent.includes('none'), false, what);
    assert.equal(sent.includes('needed'), entropy === 'low', what);
  }
  const names = TABLE.parameters.flatMap((row) => row.names);
  assert.deepEqual(names, [...new Set(names)]);
});

for (const [name, table] of Object.entries(markdownTables(TABLE))) {
  test(`docs/device.md has the table "${name}"`, () => {
    const [, written] = new RegExp(`<!-- ${name} -->\n([^]*?)\n?<!-- /${name} -->`).exec(DOCUMENT);
    assert.equal(written, table);
  });
}

test('the site shows the same tables', async () => {
  const html = await renderPage(PAGES.find((page) => page.address === '/docs/device/'), { root });
  const words = (text) => text.replaceAll(/<[^>]+>/g, '').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
  const rows = [...html.matchAll(/<tr>([^]*?)<\/tr>/g)].map(([, row]) => words(row));
  for (const { names, what, reason } of [...describeParameters(TABLE), ...TABLE.alwaysSeen.map((seen) => ({ ...seen, names: [] }))]) {
    assert.ok(rows.some((row) => [...names, what.slice(1), reason].every((text) => row.includes(text))), what);
  }
});
