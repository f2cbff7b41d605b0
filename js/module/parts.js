// The parts of the ES module that are loaded when they are needed. Bundlers find them by these `import`s and make files of their own
// of them.

/**
 * @template T
 * @param {() => Promise<T>} load
 * @param {string} name of the file, for the message
 * @returns {Promise<T>}
 */
async function part(load, name) {
  try {
    return await load();
  } catch (error) {
    throw new Error(`${name} cannot be loaded (${error.message}): serve all files of crumbless/dist/module, or those that the bundler made of them.`, { cause: error });
  }
}

/** Every command. */
export const loadFull = () => part(() => import('./full.js'), 'full.js');

/** The strict reading of options. */
export const loadReader = () => part(() => import('./options.js'), 'options.js');

/** Every command without WebAssembly. */
export const loadFallback = () => part(() => import('./fallback.js'), 'fallback.js');
