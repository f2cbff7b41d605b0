/** A Matomo as far as the plugin sees one: its folder, what other plugins add to its tracker, and the setting (host.php). */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { layMatomoPlugin } from '../../../scripts/build/packages.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { run } from '../../../scripts/lib/run.mjs';
import { findPhp } from './php.mjs';

const HOOK = '/*!!! pluginTrackerHook */';

/** Stands for Matomo's own tracker, with the place for plugins in it. */
export const ORIGINAL = `/*!! Matomo */ window.matomoIsHere = true;${HOOK}\n(function () { window.isEnded = true; })();\n`;

/**
 * @param {import('node:test').TestContext} t
 * @param {object} [what]
 * @param {Record<string, string>} [what.trackers] of other plugins, by the name of the file
 * @param {string} [what.before] what another plugin puts before everything
 * @param {string} [what.behind]
 * @param {[string, string]} [what.change] a text of Matomo's tracker that another plugin changes, and into what
 * @param {boolean} [what.isActivated]
 * @param {boolean} [what.isServed] the setting
 * @returns {Promise<{root: string, matomo: string, check: [string, string, string]}>} the folder, what is in `matomo.js`, and the row of the system check
 */
export async function host(t, { trackers = {}, before = '', behind = '', change = ['', ''], isActivated = true, isServed = true } = {}) {
  const root = mkdtempSync(path.join(os.tmpdir(), 'matomo-host-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const plugin = path.join(root, 'plugins/Crumbless');
  cpSync(layMatomoPlugin(path.join(root, 'laid')), plugin, { recursive: true });
  mkdirSync(path.join(root, 'js'));
  writeFileSync(path.join(root, 'js/piwik.min.js'), ORIGINAL);
  const given = path.join(root, 'given.json');
  writeFileSync(given, JSON.stringify({ root, plugin, trackers, before, behind, change, isActivated, isServed }));
  const { stdout } = await run(findPhp(), ['-d', 'display_errors=stderr', fromRoot('tests/matomo-plugin/support/host.php'), given]);
  return { root, matomo: readFileSync(path.join(root, 'matomo.js'), 'latin1'), check: JSON.parse(stdout) };
}
