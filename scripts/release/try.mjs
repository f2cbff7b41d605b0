/**
 * The package as somebody has it who installed it into an empty project: what it can do there without anything of this project.
 *
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { TRACKER_FILE } from '../../js/snippet.js';
import { launch } from '../../tests/engines/chromium.mjs';
import { run } from '../lib/run.mjs';
import { serveFolder } from '../../tests/support/folder-site.mjs';

/**
 * @param {string} project a folder where the package is installed
 * @returns {Promise<string>} the version that its program says
 */
export async function versionOfProgram(project) {
  return (await run('npx', ['--no-install', 'crumbless', '--version'], { cwd: project })).stdout.trim();
}

/**
 * @param {string} project
 * @returns {Promise<string[]>} what is wrong with the files that its program copies
 */
export async function copyFaults(project) {
  await run('npx', ['--no-install', 'crumbless', 'copy', 'public'], { cwd: project });
  const installed = path.join(project, 'node_modules/crumbless/dist');
  return Object.entries({ [TRACKER_FILE]: 'matomo.js', 'matomo.fallback.js': 'matomo.fallback.js' })
    .filter(([file, built]) => !readFileSync(path.join(project, 'public', file)).equals(readFileSync(path.join(installed, built))))
    .map(([file]) => `public/${file} is not the file of the package`);
}

/**
 * @param {string} project
 * @returns {Promise<string[]>} what is wrong with the package where there is no page
 */
export async function serverFaults(project) {
  const program = `
    import { createTracker, paq } from 'crumbless';
    paq.push(['trackPageView']);
    const tracker = await createTracker({ url: '/matomo.php', siteId: 1 });
    tracker.trackPageView();
    console.log('done');`;
  const { output } = await run(process.execPath, ['--input-type=module', '--eval', program], { cwd: project });
  return output.trim() === 'done' ? [] : [`importing it in Node said ${JSON.stringify(output)}`];
}

/**
 * Opens a page in Chromium with the standard snippet's rows and a file of the package, or with the module.
 *
 * @param {string} project
 * @param {string} file below the package's folder; one of dist/module is imported
 * @returns {Promise<string[]>} what is wrong with the hit
 */
export async function pageFaults(project, file) {
  const address = `/node_modules/crumbless/${file}`;
  const script = file.includes('/module/')
    ? `<script type="module">import { createTracker } from '${address}'; createTracker({ url: '/matomo.php', siteId: 1, commands: [['trackPageView']] });</script>`
    : `<script>_paq = [['trackPageView'], ['setTrackerUrl', '/matomo.php'], ['setSiteId', 1]]</script><script src="${address}"></script>`;
  mkdirSync(path.join(project, 'pages'), { recursive: true });
  writeFileSync(path.join(project, 'pages/index.html'), `<!doctype html><meta charset="utf-8"><title>Released</title>${script}`);
  const site = await serveFolder(project);
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(`the page says ${error.message}`));
    await page.goto(`${site.origin}/pages/`);
    const [hit] = await site.hits(1);
    const title = hit.params.find(([name]) => name === 'action_name')?.[1];
    return title === 'Released' ? faults : [...faults, `the hit has the title ${title}`];
  } finally {
    await browser.close();
    await site.close();
  }
}
