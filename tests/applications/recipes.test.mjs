/** What docs/recipes.md says is what the applications have: their code, their versions, their commands. Shown to fail on a page that is wrong. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { APPLICATIONS, TESTED } from './support/applications.mjs';
import { EXAMPLES } from './support/install.mjs';

const PAGE = readFileSync(fromRoot('docs/recipes.md'), 'utf8');
/** For every application, so that it is in each of them or in none. */
const ANYWHERE = ["npm install ../crumbless/crumbless-0.1.0.tgz\n", "import { paq } from 'crumbless';\n\npaq.push(['trackEvent', 'Example', 'opened']);\n"];
/** A block, or the link to the file that the blocks after it are from. */
const PARTS = /^```\w+\n([^]*?)^```$|\]\(\.\.\/(examples\/applications\/[^)#]+\.\w+)\)/gm;
const VERSION = /`([@\w./-]+)` (\d[\w.-]*)/g;

const packageOf = (name) => JSON.parse(readFileSync(path.join(EXAMPLES, name, 'package.json'), 'utf8'));
const folderOf = (label) => label.toLowerCase().replace('.js', '');

/** Blocks that are not in their file as they stand. */
function faultsOfBlocks(page) {
  const faults = [];
  let file;
  for (const [, block, linked] of page.matchAll(PARTS)) {
    if (linked) file = linked;
    else if (!ANYWHERE.includes(block) && (!file || !existsSync(fromRoot(file)) || !readFileSync(fromRoot(file), 'utf8').includes(block))) faults.push(`${file} has not: ${block}`);
  }
  return faults;
}

/** Rows that are no application, or have other versions or another command than it. */
function faultsOfTables(page) {
  return rowsOf(page).flatMap(({ label, versions, command }) => {
    const name = folderOf(label);
    const application = APPLICATIONS[name]?.build ?? TESTED[name];
    if (!application) return [`${label} is no application`];
    const { dependencies = {}, devDependencies = {} } = packageOf(name);
    const has = { ...dependencies, ...devDependencies };
    const wrong = [...versions.matchAll(VERSION)].filter(([, name, version]) => has[name] !== version).map(([text]) => `${label}: ${text}`);
    const own = application[0] === 'npm' ? '' : `\`${application.join(' ')}\``;
    return own === command ? wrong : [...wrong, `${label}: ${own} and not ${command}`];
  });
}

function rowsOf(page) {
  return [...page.matchAll(/^\| (?:\[([^\]]+)\]\(#\w+\)|(\w+)) \| (`[^|]*) \|(?: ([^|]*))? \|/gm)].map(([, linked, plain, versions, command = '']) => ({ label: linked ?? plain, versions, command: command.trim() }));
}

describe('docs/recipes.md', () => {
  test('has the code of the applications', () => {
    assert.deepEqual(faultsOfBlocks(PAGE), []);
    assert.equal(faultsOfBlocks(PAGE.replace('useRef', 'useState')).length, 1);
    assert.equal(faultsOfBlocks(PAGE.replace('[src/usePageViews.ts]', 'src/usePageViews.ts').replace('npm install', 'yarn add')).length, 2);
  });

  test('has a row for each application, with its versions and its command', () => {
    assert.deepEqual(faultsOfTables(PAGE), []);
    assert.deepEqual(rowsOf(PAGE).map(({ label }) => folderOf(label)).sort(), readdirSync(EXAMPLES).filter((name) => !name.includes('.')).sort());
    assert.ok(rowsOf(PAGE).every(({ versions }) => versions.match(VERSION)));
    assert.equal(faultsOfTables(PAGE.replace('`vite` 8.3.8', '`vite` 8.3.7').replace('`ng build`', '`ng`').replace('`jest` 30.5.2', '`jest` 29.0.0')).length, 3);
  });

  test('each application has its test, which is run, and pinned versions', () => {
    for (const name of Object.keys(APPLICATIONS)) assert.match(readFileSync(fromRoot(`tests/applications/${name}.test.mjs`), 'utf8'), new RegExp(`testsOfApplication\\('${name}'`));
    const loose = readdirSync(EXAMPLES).filter((name) => !name.includes('.')).flatMap((name) => {
      const { dependencies = {}, devDependencies = {} } = packageOf(name);
      assert.ok(existsSync(path.join(EXAMPLES, name, 'package-lock.json')), name);
      return Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version)).map(([of]) => `${name}: ${of}`);
    });
    assert.deepEqual(loose, []);
  });
});
