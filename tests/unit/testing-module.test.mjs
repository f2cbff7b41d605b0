/** `crumbless/testing` and what is imported where there is no page, each as a module and as a file that is required. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { commandsOf, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';

const require = createRequire(import.meta.url);
const both = async (name) => [await import(pathToFileURL(fromRoot(`dist/module/${name}.js`)).href), require(fromRoot(`dist/module/${name}.cjs`))];
const OPTIONS = { url: '/matomo.php', siteId: 7 };
const { names } = commandsOf(fromRoot(FULL));

describe('crumbless/testing', () => {
  test('records commands in order, however they are given', async () => {
    for (const { commands, created, createTracker, paq, reset } of await both('testing')) {
      paq.push(['setUserId', 'ann'], ['SomePlugin::start', 5]);
      const tracker = await createTracker({ ...OPTIONS, commands: [['trackPageView'], [function (name) { this.trackEvent('Of', name); }, 'function']] });
      assert.equal(tracker.trackEvent('a', 'b'), undefined);
      assert.equal(tracker.addTracker('/b', 8), tracker);
      assert.deepEqual(commands, [['setUserId', 'ann'], ['SomePlugin::start', 5], ['trackPageView'], ['trackEvent', 'Of', 'function'], ['trackEvent', 'a', 'b'], ['addTracker', '/b', 8]]);
      assert.equal(created[0].siteId, 7);
      reset();
      assert.deepEqual([commands, created], [[], []]);
    }
  });

  test('has every command, and no other', async () => {
    for (const { createTracker, paq } of await both('testing')) {
      const tracker = await createTracker(OPTIONS);
      assert.deepEqual(names.filter((name) => typeof tracker[name] !== 'function'), []);
      assert.throws(() => paq.push(['trackEvnt', 'a', 'b']), /there is no command trackEvnt/);
    }
  });
});

describe('what stands in the place of the module where there is no page', () => {
  test('does nothing, whatever is called', async () => {
    for (const { createTracker, paq, Matomo } of await both('idle')) {
      const tracker = await createTracker(OPTIONS);
      assert.equal(paq.push(['trackPageView'], [() => { throw new Error('called'); }]), undefined);
      assert.deepEqual(names.filter((name) => typeof tracker[name] !== 'function'), []);
      assert.deepEqual([tracker.trackPageView(), tracker.getUserId(), tracker.then, tracker.addTracker() === tracker, Matomo], [undefined, undefined, undefined, true, undefined]);
    }
  });
});
