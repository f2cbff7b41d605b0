/**
 * The decoder: Rust in WebAssembly, built from `src/inspect`.
 *
 * @module
 */

/**
 * @typedef {object} Hit
 * @property {string} kind
 * @property {string} title
 * @property {{name: string, value: string, meaning: string, group: string}[]} parameters
 * @property {{severity: string, parameter: string | null, text: string}[]} problems
 */

/**
 * @returns {Promise<(request: {method: string, query: string, body: string}) =>
 *   {bulk: boolean, hits: Hit[], problems: Hit['problems']}>}
 */
export async function loadDecoder() {
  const { default: start, inspect } = await import('../dist/inspect/inspect.js');
  await start();
  return ({ method, query, body }) => inspect(method, query, body);
}
