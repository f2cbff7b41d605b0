/**
 * Whether what a file says of the commands it has can be true. Pure.
 *
 * @module
 */

/**
 * A command that is in neither list would never be asked for.
 *
 * @param {string} file
 * @param {import('../../../scripts/build/variants.mjs').CommandTable} table that of the file
 * @param {import('../../../scripts/build/variants.mjs').CommandTable} full that of the file which has every command
 * @returns {string[]} what is wrong, a line each
 */
export function tableFaults(file, table, full) {
  const known = [...table.names, ...table.elsewhere];
  return [
    ...table.elsewhere.filter((name) => table.names.includes(name)).map((name) => `${file} has ${name} and says that it has not`),
    ...table.elsewhere.filter((name) => !full.names.includes(name)).map((name) => `${file} says that ${name} is elsewhere, where it is not`),
    ...full.names.filter((name) => !known.includes(name)).map((name) => `${file} neither has ${name} nor says that it has not`),
  ];
}
