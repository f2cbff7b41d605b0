/** What the integrations of site generators share, and that what is written for templates is what js/snippet.js makes. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { copyFiles, headSnippet, insertIntoHead, siteFiles } from '../../integrations/core.js';
import { withCrumbless } from '../../integrations/vitepress/index.js';
import { staleTemplates } from '../../scripts/build-integrations.mjs';
import { layPythonPackage } from '../../scripts/build/packages.mjs';
import { distDir, fromRoot } from '../../scripts/lib/paths.mjs';

const OPTIONS = Object.freeze({ url: 'https://matomo.example/', siteId: 7 });
const NAMES = ['crumbless/matomo.js', 'crumbless/matomo.full.js', 'crumbless/matomo.fallback.js', 'crumbless/matomo.engagement.js'];
const sourceOf = (html) => /src="([^"]*)"/.exec(html)[1];

function temporaryFolder(t) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('the templates for Hugo, Jekyll and Python are what the snippet makes: node scripts/build-integrations.mjs', () => {
  assert.deepEqual(staleTemplates(), []);
});

test('the packages for npm and Python have one version', () => {
  const { version } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  assert.equal(/^version = "(.*)"$/m.exec(readFileSync(fromRoot('integrations/python/pyproject.toml'), 'utf8'))[1], version);
});

test('the Python package is laid with the files as they were built', (t) => {
  const folder = layPythonPackage(temporaryFolder(t));
  for (const name of NAMES) {
    const laid = readFileSync(path.join(folder, 'src/crumbless/static', name));
    assert.ok(laid.equals(readFileSync(path.join(distDir, path.basename(name)))), name);
  }
  assert.ok(existsSync(path.join(folder, 'LICENSE-MIT')));
});

test('the tracker lies in a folder of the site, however the generator writes where that is', () => {
  const places = { '/': '/crumbless/matomo.js', '/docs/': '/docs/crumbless/matomo.js', '/docs': '/docs/crumbless/matomo.js', docs: '/docs/crumbless/matomo.js' };
  for (const [base, expected] of Object.entries(places)) assert.equal(sourceOf(headSnippet(OPTIONS, { base })), expected, base);
});

test('the file with every command is loaded where the page uses one that the small file lacks', () => {
  const named = (more, site) => sourceOf(headSnippet({ ...OPTIONS, ...more }, { base: '/', ...site }));
  assert.equal(named({ userId: 'a', heartBeat: true }), '/crumbless/matomo.js');
  for (const [more, site] of [[{}, { spa: true }], [{ spa: true }], [{ commands: [['enableJSErrorTracking']] }]]) assert.equal(named(more, site), '/crumbless/matomo.full.js');
  assert.equal(named({ spa: false }, { spa: true }), '/crumbless/matomo.js');
});

test('a tracker that lies elsewhere is taken from there, and no file is copied', (t) => {
  const elsewhere = { ...OPTIONS, file: 'crumbless.js' };
  assert.equal(sourceOf(headSnippet(elsewhere, { base: '/' })), 'https://matomo.example/crumbless.js');
  assert.equal(sourceOf(headSnippet({ ...OPTIONS, scriptUrl: '//cdn.example/a.js' }, { base: '/' })), '//cdn.example/a.js');
  assert.deepEqual(siteFiles(elsewhere), []);
  const folder = temporaryFolder(t);
  copyFiles(elsewhere, folder);
  assert.equal(existsSync(path.join(folder, 'crumbless')), false);
});

test('no page wants cookies, unless the site’s owner says otherwise', () => {
  const has = (more, site) => headSnippet({ ...OPTIONS, ...more }, { base: '/', ...site }).split(' data-disable-cookies').length - 1;
  for (const [more, count] of [[{}, 1], [{ disableCookies: true }, 1], [{ commands: [['disableCookies']] }, 1], [{ disableCookies: false }, 0]]) {
    for (const site of [{}, { spa: true }]) assert.equal(has(more, site), count, JSON.stringify(more));
  }
  for (const template of ['hugo/layouts/partials/crumbless.html', 'jekyll/_includes/crumbless.html', 'python/src/crumbless/_template.py']) {
    assert.match(readFileSync(fromRoot(`integrations/${template}`), 'utf8'), /data-disable-cookies/, template);
  }
});

test('the files are copied as they are', (t) => {
  const folder = temporaryFolder(t);
  copyFiles(OPTIONS, path.join(folder, 'not/there/yet'));
  for (const { from, to } of siteFiles(OPTIONS)) assert.ok(readFileSync(path.join(folder, 'not/there/yet', to)).equals(readFileSync(from)), to);
  assert.deepEqual(siteFiles(OPTIONS).map(({ to }) => to), NAMES);
});

test('where pages change without a load, that is tracked, and places on a page are not', () => {
  const spa = (more = {}) => headSnippet({ ...OPTIONS, ...more }, { base: '/', spa: true });
  const has = (html) => [html.includes('data-enable-spa-tracking'), html.includes('data-discard-hash-tag="[true]"')];
  assert.deepEqual(has(spa()), [true, true]);
  assert.deepEqual(has(spa({ commands: [['setUserId', 'a']] })), [true, true]);
  assert.deepEqual(has(spa({ commands: [['discardHashTag', false]] })), [true, false]);
  assert.deepEqual(has(spa({ spa: false })), [false, false]);
  assert.deepEqual(has(headSnippet(OPTIONS, { base: '/' })), [false, false]);
});

test('a wrong option is a sentence that names it', () => {
  const refused = (options, name) => assert.throws(() => headSnippet(options, { base: '/', spa: true }), { name: 'TypeError', message: new RegExp(`"${name}"`) });
  refused(undefined, 'url');
  refused({ url: OPTIONS.url }, 'siteId');
  refused({ ...OPTIONS, siteid: 1 }, 'siteid');
  refused({ ...OPTIONS, commands: 'trackGoal' }, 'commands');
  refused({ ...OPTIONS, commands: [null] }, 'commands');
  refused({ ...OPTIONS, noscript: true }, 'noscript');
});

test('the snippet comes at the end of the head, and a part of a page stays as it is', () => {
  assert.equal(insertIntoHead('<HEAD><title>$&</title></HEAD ><p></head>', "<b $' >"), "<HEAD><title>$&</title><b $' >\n</HEAD ><p></head>");
  assert.equal(insertIntoHead('<p>part</p>', '<b>'), '<p>part</p>');
});

test("the hooks of a VitePress site's own configuration are kept", async (t) => {
  const calls = [];
  const outDir = temporaryFolder(t);
  const site = { outDir, site: { base: '/docs/' } };
  const own = {
    title: 'Own',
    transformHtml: async (html) => { calls.push('transformHtml'); return html.replace('own', 'changed'); },
    buildEnd: async () => { calls.push('buildEnd'); },
  };
  const config = withCrumbless(own, OPTIONS);
  const html = await config.transformHtml('<head></head>own', 'index.html', { siteConfig: site });
  await config.buildEnd(site);
  assert.equal(config.title, 'Own');
  assert.match(html, /src="\/docs\/crumbless\/matomo\.full\.js"[^]*<\/head>changed$/);
  assert.deepEqual(calls, ['transformHtml', 'buildEnd']);
  assert.ok(existsSync(path.join(outDir, NAMES[0])));
  assert.throws(() => withCrumbless({}, {}), /"url" is missing/);
});
