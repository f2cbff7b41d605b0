/** The ES module on a page: an application that has imported it. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const FOLDER = process.env.CRUMBLESS_MODULE ?? path.join(import.meta.dirname, '../../../dist/module');
const TYPES = { '.js': 'text/javascript; charset=utf-8', '.wasm': 'application/wasm' };
/** The files of the module as a server has them, by name. */
export const FILES = Object.fromEntries(
  readdirSync(FOLDER).filter((name) => TYPES[path.extname(name)]).map((name) => [name, { type: TYPES[path.extname(name)], body: readFileSync(path.join(FOLDER, name)) }]),
);
export const WASM = FILES['crumbless_bg.wasm'];

/** @param {Record<string, object>} [others] what stands in the place of files */
export function serveModule({ site }, folder = '/module', others = {}) {
  for (const [name, file] of Object.entries({ ...FILES, ...others })) site.serve(`${folder}/${name}`, file);
}

/** A page that has imported the module as `crumbless`, and made a tracker where there are options. */
export async function application(world, t, { options, body = '', files, ...parts } = {}) {
  const visit = await world.visit(t, {
    ...parts,
    before: (own) => serveModule(own, undefined, files),
    html: (own) => `<!doctype html><title>Secret title</title>${body}<script type="module">
      import * as crumbless from '/module/crumbless.js';
      window.crumbless = crumbless;
      ${options ? `window.tracker = await crumbless.createTracker(${JSON.stringify(options(own))});` : ''}
      window.isReady = true;
    </script>`,
  });
  await visit.page.waitForFunction(() => window.isReady);
  return visit;
}

/** Where hits of a run of its own go, for a further receiver. */
export const receiver = ({ site, run }, name) => `http://${site.other}/c/${run}-${name}/matomo.php`;
export const hitsOf = (visit, name, count) => visit.site.waitForHits(`${visit.run}-${name}`, count);
