/**
 * Which scenarios a file is to replay: those whose every command it has, by its own command table. Pure.
 *
 * @module
 */

/**
 * @typedef {object} Selection
 * @property {import('./scenarios.mjs').Scenario[]} replayed
 * @property {{scenario: import('./scenarios.mjs').Scenario, commands: string[]}[]} leftOut with the commands that the file does
 *   not have
 */

/**
 * @param {import('./scenarios.mjs').Scenario[]} scenarios
 * @param {readonly string[]} elsewhere names of commands that the file does not have
 * @returns {Selection}
 */
export function select(scenarios, elsewhere) {
  const selection = { replayed: [], leftOut: [] };
  for (const scenario of scenarios) {
    const commands = commandsIn(scenario, elsewhere);
    if (commands.length > 0) selection.leftOut.push({ scenario, commands });
    else selection.replayed.push(scenario);
  }
  return selection;
}

/**
 * @param {object} scenario
 * @param {readonly string[]} names
 * @returns {string[]} those that the scenario gives as a command or calls as a method
 */
export function commandsIn(scenario, names) {
  const { paq = [], init = '', head = '', body = '', steps = [] } = scenario;
  const pushed = paq.filter(Array.isArray).map(([command]) => String(command).split(/[.:]+/).at(-1));
  const code = [...paq.filter((line) => typeof line === 'string'), init, head, body, ...steps.map(codeOf)].join('\n');
  const called = [...code.matchAll(CALL)].map(([, , quoted, method]) => quoted ?? method);
  const given = new Set([...pushed, ...called]);
  return names.filter((name) => given.has(name));
}

/**
 * A table can be wrong in a way that leaves too much out.
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

/** In code: a whole text in quotes, `'trackGoal'` or `'Plugin.track'`, or a method, `.trackGoal(`. */
const CALL = /(?<=(["'`])(?:\w+[.:]+)*)(\w+)(?=\1)|\.(\w+)\s*\(/g;

function codeOf([kind, ...args]) {
  return kind === 'eval' ? args[0] : kind === 'get' ? args[1] : '';
}
