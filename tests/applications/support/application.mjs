/**
 * What is asked of every example of a framework: it is built by its own command with the packed package in it, and opened in Chromium;
 * then the same with its server for development.
 *
 * @module
 */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch } from '../../engines/chromium.mjs';
import { distDir, fromRoot, npmBin } from '../../../scripts/lib/paths.mjs';
import { run } from '../../../scripts/lib/run.mjs';
import { serveFolder } from '../../support/folder-site.mjs';
import { freePort } from '../../support/free-port.mjs';
import { startServer } from '../../support/server-command.mjs';
import { kind, param } from '../../e2e/support/world.mjs';
import { APPLICATIONS } from './applications.mjs';
import { copySources, installed } from './install.mjs';

const TYPES = fromRoot('tests/types/applications');
/** What the tracker says where somebody may only be trying the application. */
const LINE = /Crumbless: hits are sent from (127\.0\.0\.1|localhost) too/;

/**
 * Declares the tests of an example.
 *
 * @param {string} name a key of `APPLICATIONS`
 * @param {(tools: Tools) => void} [more] declares those that only this one has
 */
export function testsOfApplication(name, more = () => {}) {
  const application = APPLICATIONS[name];
  describe(`the application with ${name}`, { concurrency: 1 }, () => {
    const tools = {};
    before(async () => {
      [tools.place, tools.browser] = await Promise.all([installed(name), launch()]);
    });
    after(() => tools.browser?.close());

    /** A Matomo of its own for each test, with the tracker's files, and the example that names it. */
    tools.matomo = async (t) => {
      const matomo = await serveFolder(distDir);
      t.after(() => matomo.close());
      copySources(name, tools.place.folder, matomo.origin);
      return matomo;
    };

    /** Changes a file of the copy. */
    tools.edit = (file, ...changes) => {
      const place = path.join(tools.place.folder, file);
      writeFileSync(place, changes.reduce((text, [from, to]) => {
        assert.ok(text.includes(from), `${file} has ${from}`);
        return text.replace(from, () => to);
      }, readFileSync(place, 'utf8')));
    };

    /** From the first page to the second, whose title arrives when it is there already. */
    tools.isCountedLate = async (t, matomo, origin) => {
      const { page, faults } = await openPage(t, tools.browser);
      await page.goto(`${origin}/`);
      await matomo.hits(1);
      await page.getByRole('link', { name: 'Second page' }).click();
      const hits = await matomo.hits(2);
      assert.deepEqual(hits.map((hit) => [kind(hit), param(hit, 'url')]), [['action_name=Home', `${origin}/`], ['action_name=Second page', `${origin}/second`]]);
      assert.deepEqual(faults, []);
    };

    tools.visit = (t, matomo, origin) => isCounted(t, tools.browser, matomo, origin, application);

    tools.build = async (t) => {
      const { folder, env } = tools.place;
      await run(application.build[0], application.build.slice(1), { cwd: folder, env });
      if (application.start) return serve(t, application.start);
      const site = await serveFolder(path.join(folder, application.out), { single: true });
      t.after(() => site.close());
      return site.origin;
    };

    async function serve(t, command) {
      const port = String(await freePort());
      const fill = (word) => word.replace('{port}', port);
      const { folder, env } = tools.place;
      const more = Object.fromEntries(Object.entries(application.env ?? {}).map(([key, value]) => [key, fill(value)]));
      const address = await startServer(t, command.map(fill), { cwd: folder, env: { ...env, ...more } });
      return new URL(address).origin;
    }

    test('each page is counted once, with its title and address, and the event', async (t) => {
      const matomo = await tools.matomo(t);
      const origin = await tools.build(t);
      if (application.start) await isRendered(origin);
      await tools.visit(t, matomo, origin);
    });

    if (application.dev) {
      test('the same in development mode, and a line says that hits are sent from there', async (t) => {
        const matomo = await tools.matomo(t);
        const said = await tools.visit(t, matomo, await serve(t, application.dev));
        assert.equal(said.filter((text) => LINE.test(text)).length, 2, said.join('\n')); // once for each page that is loaded
      });
    }

    if (existsSync(path.join(TYPES, `${name}.test-d.ts`))) {
      test('its types fit the framework’s, and refuse what is wrong', () => isTyped(name, tools.place.folder));
    }
    more(tools);
  });
}

/**
 * @typedef {object} Tools
 * @property {import('./install.mjs').Place} place
 * @property {import('playwright-core').Browser} browser
 * @property {Function} matomo a Matomo for a test, which the copy then names
 * @property {Function} edit changes a file of the copy
 * @property {Function} build returns where it is served
 * @property {Function} visit asserts that each page is counted
 * @property {Function} isCountedLate asserts that a page is counted with the title that it gets later
 */

/** A server renders both pages with their text; what it has sent would be among the hits that are expected later. */
async function isRendered(origin) {
  for (const [address, heading] of [['/', 'Home'], ['/second', 'Second page']]) {
    assert.match(await (await fetch(origin + address)).text(), new RegExp(`<h1[^>]*>${heading}</h1>`), address);
  }
}

/**
 * A visit: home, the second page by its link, the event there, back, and the second page once more by its address.
 *
 * @returns {Promise<string[]>} what the console has
 */
async function isCounted(t, browser, matomo, origin, { second = '/second' }) {
  const { page, said, faults } = await openPage(t, browser);
  const open = () => page.getByRole('button', { name: 'Open', exact: true }).click();
  await page.goto(`${origin}/`);
  await matomo.hits(1);
  await page.waitForLoadState('networkidle'); // until then the framework may not have taken the links over
  await page.evaluate(() => { window.isFirstDocument = true; });
  await page.getByRole('link', { name: 'Second page' }).click();
  await matomo.hits(2);
  await page.evaluate(() => location.replace(`${location.href}#part`)); // a place on the page
  await open();
  await matomo.hits(3);
  await page.goBack();
  await matomo.hits(4);
  assert.equal(await page.evaluate(() => window.isFirstDocument), true, 'no page was loaded but the first');
  await page.goto(origin + second);
  await matomo.hits(5);
  await page.waitForLoadState('networkidle');
  await open();
  const hits = await matomo.hits(6);
  await page.goto('about:blank'); // what is still held is sent

  const [home, other, event] = [['action_name=Home', `${origin}/`], ['action_name=Second page', origin + second], ['e_a=opened', origin + second]];
  assert.deepEqual(hits.map((hit) => [kind(hit), param(hit, 'url').replace('#part', '')]), [home, other, event, home, other, event]);
  assert.deepEqual([...new Set(hits.map((hit) => param(hit, 'idsite')))], ['1']);
  assert.deepEqual(faults, []);
  return said;
}

/** A page that reaches nothing but this machine. */
export async function openPage(t, browser) {
  const page = await browser.newPage();
  t.after(() => page.close());
  await page.route(({ hostname }) => !['127.0.0.1', 'localhost'].includes(hostname), (route) => route.abort());
  const [said, faults] = [[], []];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    const [type, text] = [message.type(), message.text()];
    said.push(text);
    const isFault = type === 'error' || (type === 'warning' && text.includes('Crumbless'));
    if (isFault && !message.location().url.includes('favicon')) faults.push(text);
  });
  return { page, said, faults };
}

async function isTyped(name, folder) {
  cpSync(path.join(TYPES, `${name}.test-d.ts`), path.join(folder, 'typed.ts'));
  const settings = { ...JSON.parse(readFileSync(path.join(TYPES, 'tsconfig.json'))), extends: fromRoot('tests/types/tsconfig.json'), include: ['typed.ts'] };
  writeFileSync(path.join(folder, 'tsconfig.typed.json'), JSON.stringify(settings));
  const { output } = await run(npmBin('tsc'), ['--project', path.join(folder, 'tsconfig.typed.json'), '--pretty', 'false'], { mayFail: true });
  assert.equal(output.trim(), '');
}
