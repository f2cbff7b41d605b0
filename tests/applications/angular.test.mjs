import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../scripts/lib/run.mjs';
import { openPage, testsOfApplication } from './support/application.mjs';

/** The provider and the router where there is no page. */
const ON_SERVER = `
import '@angular/compiler';
import { provideLocationMocks } from '@angular/common/testing';
import { DOCUMENT, PLATFORM_ID, createEnvironmentInjector, createPlatformFactory, platformCore, provideZonelessChangeDetection, ɵINJECTOR_SCOPE } from '@angular/core';
import { Router, provideRouter } from '@angular/router';
import { provideCrumbless } from 'crumbless/angular';

const platform = createPlatformFactory(platformCore, 'server', [{ provide: PLATFORM_ID, useValue: 'server' }])();
const before = Object.keys(globalThis).length;
const providers = [
  provideZonelessChangeDetection(),
  provideRouter([{ path: '**', children: [] }]),
  provideLocationMocks(),
  provideCrumbless({ url: 'https://your.matomo.example/matomo.php', siteId: 1 }),
  { provide: ɵINJECTOR_SCOPE, useValue: 'root' },
  { provide: DOCUMENT, useValue: {} },
];
const router = createEnvironmentInjector(providers, platform.injector).get(Router);
console.log(JSON.stringify([await router.navigateByUrl('/second'), Object.keys(globalThis).length - before]));
`;

testsOfApplication('angular', (tools) => {
  test('on a server the provider lets the router go its way, and touches no page', async () => {
    const { folder, env } = tools.place;
    const { output } = await run('node', ['--input-type=module', '--eval', ON_SERVER], { cwd: folder, env });
    assert.deepEqual(JSON.parse(output), [true, 0]);
  });

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
    tools.edit('src/app.ts', ["['trackEvent', 'Example', 'opened']", "['trackRequest', 'e_c=Example&e_a=raw']"]);
    const origin = await tools.build(t);
    const { page, faults } = await openPage(t, tools.browser);
    await page.goto(`${origin}/second`);
    await matomo.hits(1);
    await page.getByRole('button', { name: 'Open' }).click();
    const [, hit] = await matomo.hits(2);
    assert.deepEqual(Object.fromEntries(hit.params).e_a, 'raw');
    assert.deepEqual(faults, []);
  });

  test('with enableSpaTracking, a title that arrives later is that of its page', async (t) => {
    const matomo = await tools.matomo(t);
    tools.edit('src/main.ts', ['siteId: 1', "siteId: 1, commands: [['trackPageView'], ['enableSpaTracking']]"], [", title: 'Second page'", '']);
    tools.edit('src/app.ts', ['  open() {', "  constructor() {\n    setTimeout(() => { document.title = 'Second page'; }, 400);\n  }\n\n  open() {"]);
    await tools.isCountedLate(t, matomo, await tools.build(t));
  });
});
