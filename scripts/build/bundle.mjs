/**
 * From js/ and the optimised WebAssembly to the one file that is shipped.
 *
 * @module
 */
import path from 'node:path';
import { BYTE_ORDER_MARK, embed } from './embed.mjs';

const PLACEHOLDER = '__CRUMBLESS_WASM__';

/**
 * @param {object} parts
 * @param {string} parts.root the project's folder
 * @param {Uint8Array} parts.wasm
 * @param {Record<string, unknown>} parts.commands what the example `commands` printed
 * @returns {Promise<string>} the text of dist/matomo.js
 */
export async function bundleEmbedded({ root, wasm, commands }) {
  const { build } = await import('esbuild');
  const result = await build({
    absWorkingDir: root,
    entryPoints: [path.join(root, 'js/embedded.js')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2021',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
    plugins: [virtualModules({ commands: commandModule(commands), wasm: `export default ${JSON.stringify(PLACEHOLDER)}` })],
  });
  const problems = [...result.warnings, ...result.errors];
  if (problems.length > 0) throw new Error(`esbuild: ${problems.map((problem) => problem.text).join('; ')}`);
  return BYTE_ORDER_MARK + embed(result.outputFiles[0].text.trimEnd(), PLACEHOLDER, wasm);
}

/**
 * The module `crumbless:commands`: every key of the table as an export of its own, so that what js/ does not import is left out,
 * and all of them together as the default. Lists of words are one string, joined by spaces, which compresses better.
 *
 * @param {Record<string, unknown>} commands
 * @returns {string}
 */
export function commandModule(commands) {
  const keys = Object.keys(commands);
  const exported = keys.map((key) => `export const ${key} = ${JSON.stringify(joined(commands[key]))};`);
  return [...exported, `export default { ${keys.join(', ')} };`].join('\n');
}

function joined(value) {
  const areWords = Array.isArray(value) && value.every((item) => typeof item === 'string' && /^\S+$/.test(item));
  return areWords ? value.join(' ') : value;
}

function virtualModules(modules) {
  return {
    name: 'crumbless',
    setup(build) {
      build.onResolve({ filter: /^crumbless:/ }, ({ path: name }) => ({ path: name.slice('crumbless:'.length), namespace: 'crumbless' }));
      build.onLoad({ filter: /.*/, namespace: 'crumbless' }, ({ path: name }) =>
        Object.hasOwn(modules, name)
          ? { contents: modules[name], loader: 'js' }
          : { errors: [{ text: `there is no module crumbless:${name}` }] },
      );
    },
  };
}
