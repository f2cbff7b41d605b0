import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { param } from '../e2e/support/world.mjs';
import { openPage, testsOfApplication } from './support/application.mjs';

/** Rendered for each request, and its title arrives after the page. */
const LATE = `
import { connection } from 'next/server';

export async function generateMetadata() {
  await connection();
  await new Promise((resolve) => setTimeout(resolve, 500));
  return { title: 'Late' };
}

export default async function Page() {
  await connection();
  return <h1>Late</h1>;
}
`;

testsOfApplication('next', (tools) => {
  test('a page whose title is streamed after it is counted with that title', async (t) => {
    const matomo = await tools.matomo(t);
    const page = path.join(tools.place.folder, 'app/late/page.tsx');
    mkdirSync(path.dirname(page), { recursive: true });
    writeFileSync(page, LATE);
    const origin = await tools.build(t);
    const browser = await openPage(t, tools.browser);
    await browser.page.goto(`${origin}/`);
    await matomo.hits(1);
    await browser.page.evaluate(() => window.next.router.push('/late?a=1'));
    await browser.page.getByRole('heading', { name: 'Late' }).waitFor();
    const hits = await matomo.hits(2);
    assert.deepEqual(hits.map((hit) => param(hit, 'action_name')), ['Home', 'Late']);
    assert.equal(param(hits[1], 'url'), `${origin}/late?a=1`);
    assert.deepEqual(browser.faults, []);
  });
});
