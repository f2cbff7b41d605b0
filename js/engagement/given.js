// What commands are given, read once. (Not `options.js`: a file of the module has that name.)

/**
 * @param {string} command
 * @param {unknown} [given]
 * @returns {Record<string, unknown>} a copy that nothing of the page stands behind
 */
export function optionsOf(command, given) {
  if (given != null && (typeof given != 'object' || Array.isArray(given))) throw new TypeError(`${command}: needs an object of options, or nothing`);
  return { __proto__: null, ...given };
}
