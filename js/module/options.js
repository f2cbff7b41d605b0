// Entry of dist/module/options.js: reads options strictly, by src/options. It is loaded where options say more than where hits go.

import init, { initSync, readOptions as read } from 'crumbless:glue';
import { stamp } from 'crumbless:stamp';
import { compile } from './compile.js';

const FILE = 'options_bg.wasm';

let compiling;

/**
 * @param {unknown} options as the application gave them, without what is not read here
 * @param {unknown} [wasm] where the WebAssembly is, if the application says so
 * @returns {Promise<{url: string, siteId: string, rows: unknown[][]}>} what is to be made, and the commands that come before all else
 */
export async function readOptions(options, wasm) {
  try {
    const module = await (compiling ||= compile(wasm ?? new URL('./options_bg.wasm', import.meta.url), stamp, FILE));
    try {
      initSync({ module });
    } catch (refused) {
      // Chromium before 115 makes no instance of more than 4 KB at once. Otherwise not so: that asks for more that a page may have replaced.
      if (!(refused instanceof RangeError)) throw refused;
      await init({ module_or_path: module });
    }
  } catch (error) {
    compiling = undefined; // A network may be back the next time.
    throw error;
  }
  return read(options);
}
