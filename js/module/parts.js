// The parts of the ES module that are loaded when they are needed. Bundlers find them by these `import`s and make files of their own
// of them.

/**
 * @template T
 * @param {() => Promise<T>} load
 * @param {string} name of the file, for the message
 * @returns {Promise<T>}
 */
async function loadPart(load, name) {
  try {
    return await load();
  } catch (error) {
    throw new Error(`${name} cannot be loaded (${error.message}): serve all files of crumbless/dist/module, or those that the bundler made of them.`, { cause: error });
  }
}

/** Every command. */
export const loadFull = () => loadPart(() => import('./full.js'), 'full.js');

/** The strict reading of options. */
export const loadReader = () => loadPart(() => import('./options.js'), 'options.js');

/** Every command without WebAssembly. */
export const loadFallback = () => loadPart(() => import('./fallback.js'), 'fallback.js');

/**
 * What measures engagement, for the full file or the fallback.
 *
 * @param {(measures: import('../full/engagement.js').Measures) => void} done
 * @param {(why: string) => void} failed
 */
export async function loadEngagement(done, failed) {
  let part;
  try {
    part = await loadPart(() => import('./engagement.js'), 'engagement.js');
    if (part.build !== CRUMBLESS_BUILD) throw new Error('engagement.js is of another version: all files have to come from one installation');
  } catch (error) {
    failed(error.message);
    return;
  }
  done(part.measures);
}
