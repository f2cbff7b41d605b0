/**
 * The tests of an application that imports the package, under Jest and Vitest with jsdom: they are green, record the commands where
 * they ask for that, and send nothing in any way in which these runners load the package.
 */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { run } from '../../scripts/lib/run.mjs';
import { distDir } from '../../scripts/lib/paths.mjs';
import { serveFolder } from '../support/folder-site.mjs';
import { TESTED } from './support/applications.mjs';
import { copySources, installed } from './support/install.mjs';

/** One more test for the application: a tracker that sends would know its site. */
const ONE_MORE = `
import { createTracker } from 'crumbless';

test('has a tracker that does nothing', async () => {
  const tracker = await createTracker({ url: 'MATOMO/matomo.php', siteId: 1, commands: [['trackPageView']] });
  expect(tracker.getSiteId()).toBe(undefined);
});
`;
const NO_SERVER = /nothing is sent, because file:.* is not on a server: import crumbless\/testing in tests/;

const RUNNERS = [
  { name: 'jest' },
  { name: 'jest', as: ' as modules', change: useModules, env: { NODE_OPTIONS: '--experimental-vm-modules' }, says: NO_SERVER },
  { name: 'vitest' },
  { name: 'vitest', as: ' with the conditions of a browser', change: asInBrowser },
];

describe('the tests of an application', { concurrency: 1 }, () => {
  for (const { name, as = '', change = () => {}, env: more = {}, says = /^/ } of RUNNERS) {
    test(`under ${name}${as} are green and send nothing`, async (t) => {
      const { folder, env } = await installed(name);
      const matomo = await serveFolder(distDir);
      t.after(() => matomo.close());
      copySources(name, folder, matomo.origin);
      appendFileSync(path.join(folder, 'editor.test.js'), ONE_MORE.replace('MATOMO', matomo.origin));
      change(folder);
      const [program, ...args] = TESTED[name];
      const { output } = await run(program, args, { cwd: folder, env: { ...env, ...more } });
      assert.match(output, /Tests:? +3 passed/);
      assert.match(output, says);
      assert.deepEqual(await matomo.hits(0), []);
    });
  }
});

function edit(folder, name, work) {
  const file = path.join(folder, name);
  writeFileSync(file, work(readFileSync(file, 'utf8')));
}

/** As applications do whose framework has another entry for browsers; what is inlined is not left to Node.js. */
function asInBrowser(folder) {
  edit(folder, 'vitest.config.js', (text) => text.replace("test: { environment: 'jsdom'", "resolve: { conditions: ['browser'] },\n  test: { environment: 'jsdom', server: { deps: { inline: ['crumbless'] } }"));
}

/** Jest without Babel: the files stay modules, and what is mocked is mocked as Jest does it for them. */
function useModules(folder) {
  edit(folder, 'package.json', (text) => text.replace('"private": true', '"private": true,\n  "type": "module"'));
  edit(folder, 'jest.config.json', () => '{ "testEnvironment": "jsdom", "transform": {} }');
  for (const name of ['editor.test.js', 'tracking.test.js']) edit(folder, name, (text) => text.replace("'./editor'", "'./editor.js'"));
  edit(folder, 'tracking.test.js', (text) => `import { jest } from '@jest/globals';\n${text
    .replace(/import \{ save \}.*\n/, '')
    .replace(/jest\.mock\(.*\n/, "jest.unstable_mockModule('crumbless', () => import('crumbless/testing'));\nconst { save } = await import('./editor.js');\n")}`);
}
