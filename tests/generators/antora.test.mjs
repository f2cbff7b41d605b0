import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { buildExample } from './support/commands.mjs';
import { testsOfExample } from './support/example.mjs';
import { EXAMPLES } from './support/examples.mjs';
import { installed } from './support/install.mjs';

testsOfExample('antora');

const headOf = (place, page) => readFileSync(path.join(place.out, page), 'utf8').split('</head>')[0];

test('the page for addresses that do not exist has the tracker too', async () => {
  const place = await installed('antora');
  await buildExample(EXAMPLES.antora, place);
  assert.match(headOf(place, '404.html'), /src="\/crumbless\/matomo\.js"/);
});

test('a site without an address is not published, and has no tracker', async () => {
  const place = await installed('antora');
  const playbook = path.join(place.folder, EXAMPLES.antora.config);
  writeFileSync(playbook, readFileSync(playbook, 'utf8').replace('  url: https://site.example\n', ''));
  await buildExample(EXAMPLES.antora, place);
  assert.doesNotMatch(headOf(place, 'index.html'), /data-site-id/);
  assert.equal(existsSync(path.join(place.out, 'crumbless')), false);
});
