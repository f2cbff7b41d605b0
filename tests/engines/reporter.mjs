/**
 * A reporter of `node --test` for engines in which some tests are known to fail: what a person reads, and for each test a line of JSON
 * in the file that `CRUMBLESS_OUTCOMES` names: its file, its name after those of its groups, and whether it passed.
 *
 * @module
 */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Why Node skips what `--test-name-pattern` does not name. */
const NOT_MEANT = /does not match pattern/;
const ONLY_TESTS = /^\d+ subtests? failed$/;
const SIGNS = { pass: '✔', fail: '✖', skip: '﹣' };

/** @param {AsyncIterable<{type: string, data: object}>} source */
export default async function* report(source) {
  const groups = new Map();
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
    if (type === 'test:start') open(groups, data);
    if ((type !== 'test:pass' && type !== 'test:fail') || NOT_MEANT.test(data.skip)) continue;
    const outcome = outcomeOf(groups, type, data);
    if (!outcome) continue;
    appendFileSync(process.env.CRUMBLESS_OUTCOMES, `${JSON.stringify(outcome)}\n`);
    yield `${SIGNS[outcome.state]} ${outcome.file}: ${outcome.test}\n${outcome.why ? `    ${outcome.why.replaceAll('\n', '\n    ')}\n` : ''}`;
  }
}

/** The tests of one file are told in their order, each group's before the group. */
function open(groups, { file, name, nesting }) {
  const names = groups.get(file) ?? [];
  names.length = nesting;
  names[nesting] = name;
  groups.set(file, names);
}

function outcomeOf(groups, type, { file, name, nesting, skip, todo, details }) {
  const names = groups.get(file) ?? [];
  names.length = nesting;
  const title = [...names, name].join(' > ');
  const isGroup = details?.type === 'suite';
  const error = details?.error;
  // Of what has tests in it only what is its own, as a hook that throws: they have told the rest.
  if ((isGroup && type === 'test:pass') || ONLY_TESTS.test(error?.cause?.message ?? error?.cause ?? error?.message)) return undefined;
  const state = skip !== undefined || todo !== undefined ? 'skip' : type === 'test:pass' ? 'pass' : 'fail';
  const why = state === 'fail' ? String(error?.cause?.stack ?? error?.cause ?? error?.message ?? 'it failed') : undefined;
  return { file: path.parse(file ?? name).base.replace('.test.mjs', ''), test: title, state, why };
}
