import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { npmBin } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { testsOfApplication } from './support/application.mjs';

testsOfApplication('react', (tools) => {
  test('its code has the right types', async () => {
    const { output } = await run(npmBin('tsc'), ['--project', path.join(tools.place.folder, 'tsconfig.json'), '--pretty', 'false'], { mayFail: true });
    assert.equal(output.trim(), '');
  });

  test('with enableSpaTracking, a title that arrives later is that of its page', async (t) => {
    const matomo = await tools.matomo(t);
    tools.edit('src/usePageViews.ts', ["paq.push(['trackPageView']);", 'void paq;'], ["[['enableLinkTracking']]", "[['trackPageView'], ['enableSpaTracking']]"]);
    tools.edit(
      'src/main.tsx',
      ['import { StrictMode }', 'import { StrictMode, useEffect }'],
      ['function Second() {', "function Second() {\n  useEffect(() => void setTimeout(() => { document.title = 'Second page'; }, 400), []);"],
      ['      <title>Second page</title>\n', ''],
    );
    await tools.isCountedLate(t, matomo, await tools.build(t));
  });
});
