import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openPage, testsOfApplication } from './support/application.mjs';

testsOfApplication('angular', (tools) => {
  test('without the rule that copies the WebAssembly, the console says what to do', async (t) => {
    await tools.matomo(t);
    const file = path.join(tools.place.folder, 'angular.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    delete settings.projects.example.architect.build.options.assets;
    writeFileSync(file, JSON.stringify(settings));
    const origin = await tools.build(t);
    const { page } = await openPage(t, tools.browser);
    const said = page.waitForEvent('console', (message) => message.text().includes('Crumbless'));
    await page.goto(`${origin}/second`);
    assert.match((await said).text(), /\/crumbless\/crumbless_bg\.wasm: HTML came instead of the WebAssembly: let the build copy node_modules\/crumbless\/dist\/module\/crumbless_bg\.wasm there/);
    await page.getByRole('heading', { name: 'Second page' }).waitFor();
  });

  test('a command that the core lacks finds its WebAssembly too', async (t) => {
    const matomo = await tools.matomo(t);
    const file = path.join(tools.place.folder, 'src/app.ts');
    writeFileSync(file, readFileSync(file, 'utf8').replace("['trackEvent', 'Example', 'opened']", "['trackRequest', 'e_c=Example&e_a=raw']"));
    const origin = await tools.build(t);
    const { page, faults } = await openPage(t, tools.browser);
    await page.goto(`${origin}/second`);
    await matomo.hits(1);
    await page.getByRole('button', { name: 'Open' }).click();
    const [, hit] = await matomo.hits(2);
    assert.deepEqual(Object.fromEntries(hit.params).e_a, 'raw');
    assert.deepEqual(faults, []);
  });
});
