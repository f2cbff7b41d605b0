/** What docs/generators.md and docs/cms.md tell people to write is what is tested, or what the snippet makes. Nothing is installed here. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { headSnippet } from '../../integrations/core.js';
import { snippet } from '../../js/snippet.js';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { MDBOOK_VERSION } from '../../scripts/tools.mjs';
import { blocks, flat, prose } from '../tools/support/markdown.mjs';
import { EXAMPLES } from './support/examples.mjs';

const read = (name) => readFileSync(fromRoot(name), 'utf8');
const GENERATORS = read('docs/generators.md');
const CMS = read('docs/cms.md');
const FOLDER = 'examples/generators';

const linesOf = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** What a page tells people to write, with the values that the examples have. */
const asInExample = (text) => text.replaceAll('https://your.matomo.example/', 'https://matomo.example/').replace(/(site[_-]?id\W+)1(?=["'])/gi, '$17');

describe('the table of generators', () => {
  const ROW = /^\| (?<title>[^|]+) \| (?<version>[^|]+) \| `(?<command>[^|`]+)` \| (?<hit>[^|]+) \| \[(?<name>[\w-]+)\]\(\.\.\/examples\/generators\/\k<name>\) \|$/gm;
  const rowsOf = (page) => [...page.matchAll(ROW)].map(({ groups }) => groups);

  /** Where an example's versions are pinned. */
  function pinned(name) {
    const requirements = `${FOLDER}/${name}/requirements.txt`;
    if (existsSync(fromRoot(requirements))) {
      return new RegExp(`^${name}==(.*)$`, 'mi').exec(read(requirements))[1];
    }
    const { devDependencies = {}, dependencies = {} } = JSON.parse(read(`${FOLDER}/${name}/package.json`));
    const all = { ...dependencies, ...devDependencies };
    const others = {
      maven: () => /<artifactId>maven-site-plugin<\/artifactId>\s*<version>(.*)<\/version>/.exec(read(`${FOLDER}/maven/pom.xml`))[1],
      mdbook: () => MDBOOK_VERSION,
      rustdoc: () => /^rust-version = "(.*)"/m.exec(read('Cargo.toml'))[1],
    };
    return all[name] ?? all[`@11ty/${name}`] ?? all[`@${name}/core`] ?? others[name]();
  }

  const fromDebian = (version) => /^\d[\d.]* \(Debian \d+\)$/.test(version);

  function versionFaults(page) {
    return rowsOf(page).filter(({ name, version }) => !fromDebian(version) && version !== pinned(name)).map(({ title, version, name }) => `${title}: ${version} is not ${pinned(name)}`);
  }

  test('has every example, and each has its test', () => {
    const names = new Set(rowsOf(GENERATORS).map(({ name }) => name));
    const folders = readdirSync(fromRoot(FOLDER)).filter((name) => statSync(fromRoot(FOLDER, name)).isDirectory());
    assert.deepEqual([...names].sort(), folders.sort());
    assert.deepEqual(new Set(Object.entries(EXAMPLES).map(([name, { site = name }]) => site)), names);
    assert.equal(rowsOf(GENERATORS).length, Object.keys(EXAMPLES).length);
    for (const name of Object.keys(EXAMPLES)) assert.ok(existsSync(fromRoot('tests/generators', `${name}.test.mjs`)), name);
  });

  test('has the versions that are pinned', () => {
    assert.deepEqual(versionFaults(GENERATORS), []);
    assert.deepEqual(versionFaults(GENERATORS.replace('| 3.1.8 |', '| 3.1.9 |')), ['Eleventy: 3.1.9 is not 3.1.8']);
    assert.equal(rowsOf(GENERATORS).filter(({ version }) => fromDebian(version)).length, 2);
  });

  function commandFaults(page) {
    return rowsOf(page).flatMap(({ title, command, version, name }) => {
      const { build, env = {} } = EXAMPLES[fromDebian(version) && `${name}-debian` in EXAMPLES ? `${name}-debian` : name];
      const tested = build.join(' ').split(/[\s/]+/);
      const [, settings, words] = /^((?:\w+=\S+ )*)(?:npx )?(.*)$/.exec(command);
      const isTested = (word) => tested.includes(word) || word === '.' || word.startsWith('_');
      const wrong = words.split(' ').filter((word) => !isTested(word));
      const unset = settings.split(' ').filter(Boolean).filter((setting) => !Object.entries(env).map((pair) => pair.join('=')).includes(setting));
      return [...wrong, ...unset].map((word) => `${title}: ${word}`);
    });
  }

  test('has the commands that are tested', () => {
    assert.deepEqual(commandFaults(GENERATORS), []);
    assert.deepEqual(commandFaults(GENERATORS.replace('`mdbook build`', '`mdbook make`').replace('JEKYLL_ENV=production jekyll b', 'JEKYLL_ENV=test jekyll b')), ['Jekyll: JEKYLL_ENV=test', 'mdBook: make']);
  });

  test('has a client-side second page where there is one', () => {
    for (const { name, hit } of rowsOf(GENERATORS)) assert.equal(hit, EXAMPLES[name].spa ? 'page and client-side second page' : 'page and second page', name);
  });
});

describe('the lines to write', () => {
  /** Blocks that come right after the sentence with the link to the file that has them. */
  const QUOTED = /\]\(\.\.\/(examples\/generators\/[^)]+\.\w+)\)[^\n]*\n\n```(?!sh\n)\w+\n([^]*?)^```$/gm;
  const quotesOf = (page) => [...page.matchAll(QUOTED)].map(([, file, block]) => ({ file, block }));

  /** All lines are in the file, in their order. */
  function quoteFaults(page) {
    return quotesOf(page).flatMap(({ file, block }) => {
      const lines = linesOf(read(file));
      let at = -1;
      return linesOf(asInExample(block)).filter((line) => {
        const next = lines.findIndex((candidate, index) => index > at && candidate.replace(/,$/, '') === line.replace(/,$/, ''));
        if (next !== -1) at = next;
        return next === -1;
      }).map((line) => `${path.basename(file)} has no ${line}`);
    });
  }

  test('are those of the examples', () => {
    assert.deepEqual(quoteFaults(GENERATORS), []);
    assert.deepEqual(quoteFaults(GENERATORS.replace('siteId = "1"', 'site = "1"')), ['hugo.toml has no site = "1"']);
    const named = quotesOf(GENERATORS).map(({ file }) => file.split('/')[2]);
    const written = [...new Set(Object.entries(EXAMPLES).map(([name, { site = name }]) => site))].filter((name) => !['mkdocs-material'].includes(name));
    assert.deepEqual([...new Set(named)].sort(), written.sort());
  });

  test('copy what the examples copy', () => {
    const commands = blocks(GENERATORS, 'sh').flatMap(linesOf);
    const copied = Object.values(EXAMPLES).filter(({ before, isText }) => before && (isText || /crumbless copy/.test(before.join(' ')))).map(({ before }) => before);
    assert.equal(copied.length, 3);
    for (const before of copied) {
      const lines = before.join(' ').replace(/^sh -c /, '').replaceAll('npx --no-install', 'npx').split(' && ');
      for (const line of lines) assert.ok(commands.includes(line), line);
    }
    const { build, env } = EXAMPLES.rustdoc;
    assert.ok(commands.includes(`RUSTDOCFLAGS="${env.RUSTDOCFLAGS}" ${/cargo doc --no-deps/.exec(build.join(' '))[0]}`));
  });
});

describe('the snippets', () => {
  const OPTIONS = { url: 'https://your.matomo.example/', siteId: 1 };
  const ELEMENT = /<script async[^\n]*<\/script>/g;
  const elementsOf = (page) => page.match(ELEMENT) ?? [];
  const inSite = (src) => headSnippet(OPTIONS, { base: '/' }).replace('/crumbless/matomo.js', () => src).match(ELEMENT)[0];
  const onMatomo = snippet({ ...OPTIONS, form: 'attribute' }).match(ELEMENT)[0];

  test('of the generators are those that the snippet makes, with the address as each template writes it', () => {
    const zola = inSite("{{ get_url(path='crumbless/matomo.js') }}").replace('https://your.matomo.example/', '{{ config.extra.crumbless.url }}').replace('"1"', '"{{ config.extra.crumbless.site_id }}"');
    assert.deepEqual(elementsOf(GENERATORS), [inSite('$relativePath/crumbless/matomo.js'), inSite('{{ path_to_root }}crumbless/matomo.js'), zola]);
    const example = read(`${FOLDER}/rustdoc/crumbless.html`);
    assert.equal(example, `${asInExample(snippet({ ...OPTIONS, form: 'attribute' })).trimEnd()}\n`);
  });

  test('of content management systems are as the program prints them', () => {
    assert.equal(elementsOf(CMS).length, 4);
    for (const element of elementsOf(CMS)) assert.equal(element, onMatomo);
    assert.ok(flat(CMS).includes('npx crumbless snippet --url https://your.matomo.example/ --site 1 --form attribute'));
  });

  test('have the same attributes as the library for Drupal', () => {
    const library = /^\s+(https:\S+\.js):\n\s+type: external\n\s+attributes:\n([^]*)$/m.exec(blocks(CMS, 'yaml')[0]);
    const attributes = linesOf(library[2]).map((line) => line.split(': ')).map(([name, value]) => (value === 'true' ? name : `${name}="${value.replace(/'/g, '')}"`));
    const [first, ...others] = attributes;
    assert.equal(`<script ${first} src="${library[1]}" ${others.join(' ')}></script>`, onMatomo);
  });
});

test('links on both pages lead somewhere', () => {
  const slug = (heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');
  const headings = (file) => [...prose(readFileSync(file, 'utf8')).matchAll(/^#+ (.*)$/gm)].map((match) => slug(match[1]));
  const faults = (page, name) => [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^https?:/.test(link)).filter((link) => {
    const [file, heading] = link.split('#');
    const target = file ? path.join(fromRoot('docs'), file) : fromRoot('docs', name);
    return !existsSync(target) || (heading !== undefined && !headings(target).includes(heading));
  });
  assert.deepEqual([...faults(GENERATORS, 'generators.md'), ...faults(CMS, 'cms.md')], []);
  assert.deepEqual(faults('[a](none.md) [b](#none) [c](cms.md#drupal)', 'cms.md'), ['none.md', '#none']);
});
