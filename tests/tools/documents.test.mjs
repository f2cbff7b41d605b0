/** What README.md, ARCHITECTURE.md, CHANGELOG.md and docs say is so. Each check is shown to fail on a page that is wrong. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import vm from 'node:vm';
import { filesIn } from '../../scripts/build/inputs.mjs';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { DOCUMENTS as SHOWN, GROUPS, SOURCE } from '../../www/server/documents.mjs';
import { withNumbers } from '../../www/server/measurements.mjs';
import { PAGES as SITE, renderPage } from '../../www/server/pages.mjs';
import { suites } from '../../scripts/test/suites.mjs';
import { blocks, flat, prose, section, spans } from './support/markdown.mjs';

const read = (name) => readFileSync(fromRoot(name), 'utf8');
const relative = (file) => path.relative(root, file).replaceAll('\\', '/');
const ADRS = filesIn(fromRoot('docs/adr')).map(relative);
const DOCUMENTS = filesIn(fromRoot('docs')).map(relative).filter((name) => name.endsWith('.md') && !ADRS.includes(name));
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'DIFFERENCES.md', 'SECURITY.md', ...DOCUMENTS, ...ADRS];
const README = read('README.md');

/** Programs that the pages call and that are not ours. */
const PROGRAMS = ['npm', 'npx', 'sudo', 'curl', 'git', 'cd', 'cp', 'cargo'];
/** Files of other people's projects. */
const THEIRS = ['src/site/site.xml'];
/** What the project's own paths begin with. */
const PATH = /^(?:src|js|scripts|tests|docs|examples|www|dist|\.ci)(?:\/[\w.-]+)*$/;

/** Every page's faults in one list, named for their page. */
const onEveryPage = (check) => PAGES.flatMap((page) => check(read(page), page).map((fault) => `${page}: ${fault}`));

const CLI = Object.fromEntries(await Promise.all(filesIn(fromRoot('cli/commands')).map(async (file) => [path.basename(file, '.mjs'), (await import(file)).command])));

describe('commands to type', () => {
  const SCRIPTS = JSON.parse(read('package.json')).scripts;

  /** What follows `--` and the script takes, read from its source. */
  function flagsOf(script) {
    const source = read(/^node (\S+)/.exec(SCRIPTS[script])[1]);
    return [...source.matchAll(/'--([\w-]+)'|(?:'([\w-]+)'|\b(\w+)): \{ type: '/g)].map((match) => match[1] ?? match[2] ?? match[3]);
  }

  function faultsOf(command) {
    const [program, ...words] = command.replace(/^\w+=(?:"[^"]*"|\S*)\s+/, '').split(/\s+/);
    if (!PROGRAMS.includes(program)) return [`${program} is no known program`];
    if (program === 'npx' && words[0] === 'crumbless') return cliFaults(words.slice(1));
    if (program !== 'npm') return [];
    const script = words[0] === 'run' ? words[1] : words[0];
    if (['pack', 'install'].includes(script)) return [];
    if (!SCRIPTS[script]) return [`there is no \`npm run ${script}\``];
    const flags = words.filter((word) => /^--\w/.test(word)).map((word) => word.slice(2));
    const unknown = flags.filter((flag) => !flagsOf(script).includes(flag)).map((flag) => `${script} does not take --${flag}`);
    const only = words[words.indexOf('--only') + 1];
    const names = flags.includes('only') ? only.split(',').filter((name) => !Object.hasOwn(suites, name)) : [];
    return [...unknown, ...names.map((name) => `there is no suite ${name}`)];
  }

  /** Of a command of the program `crumbless`. */
  function cliFaults([name, ...words]) {
    if (!CLI[name]) return [`there is no \`crumbless ${name}\``];
    const flags = words.filter((word) => /^--\w/.test(word)).map((word) => word.slice(2).replace(/=.*|^no-/g, ''));
    return flags.filter((flag) => !CLI[name].options[flag] && flag !== 'help').map((flag) => `crumbless ${name} does not take --${flag}`);
  }

  function commandFaults(markdown) {
    const lines = [...blocks(markdown, 'sh'), ...blocks(markdown, 'bash')].flatMap((block) => block.split('\n')).map((line) => line.replace(/\s+#.*/, '').trim());
    return [...lines.filter(Boolean), ...spans(markdown).filter((span) => /^npm |^npx crumbless \w/.test(span))].flatMap(faultsOf);
  }

  test('exist, with their flags', () => {
    assert.deepEqual(onEveryPage(commandFaults), []);
    for (const command of ['npm start', 'npm test']) assert.ok(blocks(README, 'sh').some((block) => block.includes(`${command} `)), command);
  });

  test('that do not exist are found', () => {
    const wrong = ['npm run fly', 'npm start -- --prot 1', 'npm test -- --only host,shin', 'npm run bench -- --referense x', 'npx crumbless chek x', 'npx crumbless snippet --no-disable-cokies', 'yarn start'];
    const bad = `\`\`\`sh\n${wrong.join('  # a comment\n')}\n\`\`\`\nand \`npm run gone\``;
    assert.equal(commandFaults(bad).length, wrong.length + 1);
    assert.deepEqual(commandFaults('```sh\nnpm run bench -- --reference x --strict\nnpm run build -- --record\n```'), []);
  });
});

describe('numbers', () => {
  const number = (text) => text?.toLowerCase().replace(/[,_]/g, '');
  const found = (file, pattern) => number(pattern.exec(read(file))?.[1]);
  const BUDGET = JSON.parse(read('size-budget.json'));
  const limit = (file) => BUDGET.files[file].brotli.limit;
  const BUNDLED = ADRS.find((name) => name.endsWith('0004-bundled-delivery.md'));
  const FACTS = [
    ...Object.keys(BUDGET.files).map((file) => ['docs/files.md', new RegExp(`\\| \`${file}\` \\|[^|]*\\| ([\\d,]+) \\|`), () => limit(file)]),
    ['README.md', /Node (\d+) or newer/, () => found('package.json', /"node": ">=(\d+)"/)],
    ['README.md', /Rust ([\d.]+) or newer/, () => found('Cargo.toml', /^rust-version = "([\d.]+)"/m)],
    ['README.md', /127\.0\.0\.1:(\d+)/, () => found('www/server/serve.mjs', /DEFAULT_PORT = (\d+)/)],
    ['docs/browsers.md', /needs (ES\d+)/, () => found('scripts/build/bundle.mjs', /target: '(es\d+)'/)],
    ['docs/delivery.md', /lets (\d+) ms pass/, () => found('src/delivery/queue.rs', /AFTER_FIRST_MS: u32 = (\d+)/)],
    ['docs/files.md', /at most (\d+) seconds\. Then `matomo\.js` continues/, () => found('js/page/upgrade.js', /HOLD_MS = (\d+)/) / 1000],
    [BUNDLED, /lets (\d+) ms pass/, () => found('src/delivery/queue.rs', /AFTER_FIRST_MS: u32 = (\d+)/)],
    [BUNDLED, /wait at most (\d+) seconds/, () => found('src/delivery/server.rs', /RESPONSE_TIMEOUT_MS: u32 = ([\d_]+)/) / 1000],
    [BUNDLED, /([\d,]+) bytes, below/, () => found('src/delivery/transport.rs', /BULK_BYTES: u32 = ([\d_]+)/)],
  ];

  for (const [page, says, is] of FACTS) {
    test(`${page}: ${says.source}`, () => {
      const said = number(says.exec(flat(read(page)))?.[1]);
      assert.ok(said, 'the page does not say it any more');
      assert.equal(said, String(is()));
    });
  }
});

describe('links and paths', () => {
  const slug = (heading) => heading.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');
  const OWN_SOURCE = new RegExp(`^${SOURCE}/(?:blob|tree)/main/`);
  const anchors = (file) => [...prose(readFileSync(file, 'utf8')).matchAll(/^#+ (.*)$/gm)].map((match) => slug(match[1]));

  function linkFaults(markdown, page) {
    const links = [...prose(markdown).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(([, inline, reference]) => inline ?? reference);
    return links.flatMap((written) => {
      // Absolute ones lead to the same files, where README.md is read without the others.
      const link = written.replace(OWN_SOURCE, () => (page.includes('/') ? '../' : ''));
      if (/^https?:/.test(link)) return [];
      const [name, anchor] = link.split('#');
      const file = name ? path.join(path.dirname(fromRoot(page)), name) : fromRoot(page);
      if (!existsSync(file)) return [`${link} leads nowhere`];
      return anchor === undefined || anchors(file).includes(anchor) ? [] : [`${link}: there is no such heading`];
    });
  }

  /** What is built is not in the repository: the build has to name it. */
  function isThere(name) {
    const build = () => ['build/variants.mjs', 'build/module.mjs', 'build/fallback.mjs', 'build/inspect.mjs'].map((file) => read(`scripts/${file}`)).join();
    if (!name.startsWith('dist/')) return existsSync(fromRoot(name));
    const folder = path.dirname(name);
    return build().includes(`'${name}`) || (folder !== 'dist' && build().includes(`'${folder}'`));
  }
  const pathFaults = (markdown) => spans(markdown).filter((span) => PATH.test(span) && !THEIRS.includes(span) && !isThere(span)).map((span) => `there is no ${span}`);

  test('links resolve, also to headings', () => {
    assert.deepEqual(onEveryPage(linkFaults), []);
    const bad = `[a]\n\n[a]: ${SOURCE}/blob/main/docs/none.md\n[b]: ${SOURCE}/blob/main/README.md#try-it\n`;
    assert.deepEqual(linkFaults(bad, 'README.md'), ['docs/none.md leads nowhere']);
    assert.deepEqual(linkFaults(bad, 'docs/cli.md'), ['../docs/none.md leads nowhere']);
    assert.equal(linkFaults('[a](no.md) [b](README.md#no-heading) [c](#licence) [d](https://example.org/x)', 'README.md').length, 2);
  });

  test('paths that are named exist', () => {
    assert.deepEqual(onEveryPage(pathFaults), []);
    assert.ok(spans(read('ARCHITECTURE.md')).filter((span) => PATH.test(span)).length > 40);
    assert.deepEqual(pathFaults('`src/none.rs` `src/lib.rs` `dist/none.js` `dist/matomo.js` `src`'), ['there is no src/none.rs', 'there is no dist/none.js']);
  });

  test('decision records that the sources point to exist, and all are in ARCHITECTURE.md', () => {
    const sources = ['src', 'js', 'scripts', 'Cargo.toml'].flatMap((name) => filesIn(fromRoot(name)).map((file) => readFileSync(file, 'utf8')));
    const named = (text) => text.match(/docs\/adr\/[\w-]+\.md/g) ?? [];
    const pointers = sources.flatMap(named);
    assert.ok(pointers.length > 0);
    assert.deepEqual(pointers.filter((name) => !existsSync(fromRoot(name))), []);
    assert.deepEqual([...new Set(named(read('ARCHITECTURE.md')))].sort(), ADRS);
  });

  test('README.md links only to addresses that lead there from any page, and uses every one of them', () => {
    const relativeOnes = (markdown) => [...prose(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^(?:https?:|#)/.test(link));
    assert.deepEqual(relativeOnes(README), []);
    assert.deepEqual(relativeOnes('[a](docs/cli.md) [b](#licence)'), ['docs/cli.md']);
    const defined = [...README.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name);
    const used = [...README.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(used)].sort(), defined);
  });

  test('every document is on the site and in README.md', () => {
    assert.deepEqual(SHOWN.map(({ file }) => file).filter((file) => file.startsWith('docs/')).sort(), DOCUMENTS);
    for (const { file } of SHOWN) assert.ok(README.includes(`${SOURCE}/blob/main/${file}\n`), file);
    assert.equal(GROUPS.length, 4);
  });

  test('tests that hold a claim exist', () => {
    const claims = (markdown) => [...flat(markdown).matchAll(/\]\((?:\.\.\/)?(tests\/[^)]+)\): "([^"]+)"/g)].map((match) => ({ file: match[1], name: match[2] }));
    const gone = (markdown) => claims(markdown).filter(({ file, name }) => !["'", '"', '`'].some((quote) => read(file).includes(quote + name + quote)));
    const all = PAGES.flatMap((page) => claims(read(page)));
    assert.ok(all.length > 8 && all.some(({ file }) => file === 'tests/e2e/bundling.test.mjs'));
    assert.deepEqual(PAGES.flatMap((page) => gone(read(page))), []);
    assert.equal(gone(read('docs/delivery.md').replace('"five start-up', '"six start-up')).length, 1);
  });
});

describe('README.md', () => {
  const MOST_LINES = 150;

  test(`has at most ${MOST_LINES} lines`, () => {
    assert.ok(README.trimEnd().split('\n').length <= MOST_LINES);
  });

  test('has the numbers of the last benchmark, and the bytes of this build', () => {
    const record = JSON.parse(read('www/benchmark.json'));
    const budget = JSON.parse(read('size-budget.json'));
    assert.equal(README, withNumbers(README, record, budget));
    const faster = { ...record, rows: record.rows.map((row) => (row.key === 'clickBlocks' ? { ...row, ours: { ...row.ours, median: 0.1 } } : row)) };
    assert.match(withNumbers(README, faster, budget), /\| a click on a link waits for \| 0\.10 ms \|/);
  });

  test('names the engines and versions that were tested last', () => {
    const rows = [...read('docs/browsers.md').matchAll(/^\| (Chromium|Firefox|WebKitGTK) \| (\d+(?:\.\d+)?)/gm)];
    assert.equal(rows.length, 3);
    // WebKitGTK's versions are told apart by the second number.
    for (const [, engine, version] of rows) assert.ok(README.includes(`${engine} ${engine === 'WebKitGTK' ? version : parseInt(version)}`), engine);
  });

  test('names the version that the package has', () => {
    const { version } = JSON.parse(read('package.json'));
    assert.ok(README.includes(`Version ${version}, not yet published`));
    const named = PAGES.filter((page) => page !== 'CHANGELOG.md').flatMap((page) => [...read(page).matchAll(/crumbless-(\d+\.\d+\.\d+)/g)]);
    assert.ok(named.length > 1);
    assert.deepEqual(named.filter(([, said]) => said !== version), []);
  });
});

test('the layers are those of src/lib.rs, in order', () => {
  const layers = {};
  let layer;
  for (const line of read('src/lib.rs').split('\n')) {
    layer = /^\/\/ (?:layer (\d+)|(beside))/.exec(line)?.slice(1).find(Boolean) ?? layer;
    const name = /^pub mod (\w+);/.exec(line)?.[1];
    if (name) (layers[layer] ??= []).push(name);
  }
  const table = [...read('ARCHITECTURE.md').matchAll(/^\| (\d+|beside) \| ([^|]*) \|/gm)];
  const said = table.map(([, number, modules]) => [number, spans(modules).map((span) => path.parse(span).name)]);
  assert.deepEqual(Object.fromEntries(said), layers);
  const outside = spans(table.map((row) => row[2]).join()).filter((span) => !statSync(fromRoot(span), { throwIfNoEntry: false }));
  assert.deepEqual(outside, []);
});

describe('snippets', () => {
  const snippet = (html) => /<!-- Matomo -->[^]*<!-- End Matomo Code -->/.exec(html)?.[0] ?? '';
  const withoutAddresses = (html) => snippet(html)
    .replace(/var u="[^"]*"/, 'var u="…"')
    .replace(/(g\.src=u\+)'[^']*'/, "$1'…'");

  const WEBSITE = read('docs/website.md');

  test("the one of docs/website.md is the demo's, but for addresses", async () => {
    const demo = withoutAddresses(await renderPage(SITE.find(({ name }) => name === 'demo'), { root }));
    const [own] = blocks(WEBSITE, 'html').map(withoutAddresses);
    assert.match(demo, /var u="…"[^]*g\.src=u\+'…'/);
    assert.equal(own, demo);
    assert.notEqual(withoutAddresses(WEBSITE.replace("'trackPageView'", "'trackPageview'")), demo);
  });

  test('the line for an earlier refusal pushes the opt-out for those who have it, and for no one else', () => {
    const [line] = blocks(README, 'js');
    assert.deepEqual(blocks(WEBSITE, 'js'), [line]);
    const pushed = (cookie) => {
      const window = {};
      vm.runInNewContext(line, { window, document: { cookie } });
      return JSON.stringify(window._paq);
    };
    assert.equal(pushed('session=1; mtm_consent_removed=1790000000000'), '[["optUserOut"]]');
    assert.equal(pushed('mtm_consent_removed=1790000000000'), '[["optUserOut"]]');
    for (const cookie of ['', 'mtm_consent=1', 'other_mtm_consent_removed=1', 'a=mtm_consent_removed']) assert.equal(pushed(cookie), '[]', cookie);
  });
});

test('leftover cookies are expired and a refusal stays, as docs/adr/0006-leftover-cookies.md has it', async (t) => {
  const written = [];
  const leftovers = spans(section(read(ADRS.find((name) => name.includes('0006'))), 'Context')).filter((span) => /^(_pk_|mtm_)\w+$/.test(span));
  assert.ok(leftovers.includes('mtm_consent_removed') && leftovers.length > 5);
  const cookies = [...leftovers, 'session'].map((name) => `${name}=1`).join('; ');
  globalThis.document = Object.create({ get cookie() { return cookies; }, set cookie(text) { written.push(text); } });
  globalThis.location = { hostname: 'www.site.example' };
  t.after(() => { delete globalThis.document; delete globalThis.location; });
  const { expireCookies } = await import('../../js/page/cookies.js');
  expireCookies();
  const expired = new Set(written.map((text) => text.split('=')[0]));
  assert.deepEqual([...expired], leftovers.filter((name) => name !== 'mtm_consent_removed'));
  assert.ok(written.every((text) => text.includes(';max-age=0')));
});
