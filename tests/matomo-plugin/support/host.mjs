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

/** As the database returns it. */
const NO_VISITS = { last_hit: null, visits: null, recognised: null };

/**
 * @param {import('node:test').TestContext} t
 * @param {object} [what]
 * @param {Record<string, string>} [what.trackers] of other plugins, by the name of the file
 * @param {string} [what.before] what another plugin puts before everything
 * @param {string} [what.behind]
 * @param {[string, string]} [what.change] a text of Matomo's tracker that another plugin changes, and into what
 * @param {boolean} [what.isActivated]
 * @param {boolean} [what.isServed] the setting
 * @param {string} [what.served] what is in `matomo.js` before anything is written, as latin1
 * @param {string[]} [what.lacks] files that the plugin's folder `tracker` lacks
 * @param {Record<string, string>} [what.files] texts of files of the Matomo that are changed behind its back before the system check
 * @param {string[]} [what.removes] files of the Matomo that are deleted then
 * @param {Record<string, unknown> | null} [what.visits] the row that the log of visits returns, null where it cannot be read
 * @returns {Promise<{root: string, matomo: string, check: [string, [string, string][]], asked: [string, unknown[]][]}>} the folder, what is in `matomo.js`,
 *   the row of the system check with its items, and what the log of visits was asked
 */
export async function host(t, what = {}) {
  const { trackers = {}, before = '', behind = '', change = ['', ''], isActivated = true, isServed = true, served, lacks = [], files = {}, removes = [], visits = NO_VISITS } = what;
  const root = mkdtempSync(path.join(os.tmpdir(), 'matomo-host-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const plugin = path.join(root, 'plugins/Crumbless');
  cpSync(layMatomoPlugin(path.join(root, 'laid')), plugin, { recursive: true });
  for (const name of lacks) rmSync(path.join(plugin, 'tracker', name));
  mkdirSync(path.join(root, 'js'));
  writeFileSync(path.join(root, 'js/piwik.min.js'), ORIGINAL);
  if (served !== undefined) writeFileSync(path.join(root, 'matomo.js'), served, 'latin1');
  const given = path.join(root, 'given.json');
  writeFileSync(given, JSON.stringify({ root, plugin, trackers, before, behind, change, isActivated, isServed, files, removes, visits }));
  const { stdout } = await run(findPhp(), ['-d', 'display_errors=stderr', fromRoot('tests/matomo-plugin/support/host.php'), given]);
  return { root, matomo: readFileSync(path.join(root, 'matomo.js'), 'latin1'), ...JSON.parse(stdout) };
}
