/** The ES module on a page: an application that has imported it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const FOLDER = process.env.CRUMBLESS_MODULE ?? path.join(import.meta.dirname, '../../../dist/module');
export const SCRIPT = { type: 'text/javascript; charset=utf-8', body: readFileSync(path.join(FOLDER, 'crumbless.js')) };
export const WASM = { type: 'application/wasm', body: readFileSync(path.join(FOLDER, 'crumbless_bg.wasm')) };

export function serveModule({ site }, folder = '/module', wasm = WASM, script = SCRIPT) {
  site.serve(`${folder}/crumbless.js`, script);
  site.serve(`${folder}/crumbless_bg.wasm`, wasm);
}

/** A page that has imported the module as `crumbless`, and made a tracker where there are options. */
export async function application(world, t, { options, body = '', script, wasm, ...parts } = {}) {
  const visit = await world.visit(t, {
    ...parts,
    before: (own) => serveModule(own, undefined, wasm, script),
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
