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
});
