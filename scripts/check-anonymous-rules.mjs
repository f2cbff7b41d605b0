/**
 * `npm run check:anonymous-rules`: the property of tests/anonymous_property.rs sees when a rule of anonymous measurement is
 * taken out. Each rule is, in a copy of the sources, and the property must fail; unchanged it must hold.
 *
 * It compiles the crate once for each rule, so it is no part of `npm test`.
 *
 * @module
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { runChecks } from './lib/checks.mjs';
import { fromRoot, root } from './lib/paths.mjs';
import { runMain } from './lib/progress.mjs';
import { cargo } from './lib/toolchain.mjs';

const SOURCE = 'src/privacy/anonymous.rs';
/** A tenth of the cases of `npm test`. */
const TIMES = '0.1';

/** What the source says, and what it says without the rule. @type {Record<string, [string, string]>} */
const RULES = {
  'titles are made anew': ['let known = replaced("action_name=[^&]*", title, known);', 'let _ = title;'],
  'what nobody knows is dropped: referrers, ids, custom data': ['port::replaced(unknown, turn.empty(), request)', '{ let _ = unknown; request }'],
  'addresses are made anew': ['.encoded(page.address(turn.build()))', '.encoded(settings::current_url(turn))'],
  'of the names of sites only the own passes': ['.text(exactly(settings::text(turn, SITE_ID)))', '.literal("[^&]*")'],
  'values are masked': ['shown.unwrap_or_else(|| turn.literal("XYZ"))', 'shown.unwrap_or(value)'],
  'secrets are masked even where they are allowed': ['let shown = if turn.literal(SECRETS).has_item(name) {', 'let shown = if name.is_empty() {'],
  'a secret makes no path': ['let value = if turn.literal(SECRETS).has_item(name) {', 'let value = if name.is_empty() {'],
  'names without a value are dropped': [' || equals == parameter.len()', ''],
  'ids are folded': ['(number as u32 % 20 + 19) % 20 + 1', 'number as u32'],
  'only declared categories pass': ['        settings::text(turn, CATEGORIES)\n    };', '        turn.literal("[^&]*")\n    };'],
  'links, searches and orders do not pass': ['.*&(action_name=|ping=1|idgoal=[1-9])', ''],
  'an event says nothing without its category': ['^(?!.*&[ec]_[ainv]=)', '^'],
};

await runMain(() =>
  runChecks([
    { name: 'the property holds', run: () => withChange('', '', (holds) => (holds ? [] : ['It does not: run `cargo test`.'])) },
    ...Object.entries(RULES).map(([rule, [says, without]]) => ({
      name: `without its rule it fails: ${rule}`,
      run: () => withChange(says, without, (holds) => (holds ? [`The property holds without it.`] : [])),
    })),
  ]),
);

/** What the property says of the sources with one text changed. */
async function withChange(says, without, judge) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-rules-'));
  try {
    for (const name of ['src', 'tests', 'examples', 'Cargo.toml', 'Cargo.lock']) cpSync(fromRoot(name), path.join(folder, name), { recursive: true });
    const file = path.join(folder, SOURCE);
    const source = readFileSync(file, 'utf8');
    if (says && source.split(says).length !== 2) throw new Error(`${SOURCE} does not say this once: ${says}`);
    writeFileSync(file, source.replace(says, () => without));
    const env = { ...process.env, CARGO_TARGET_DIR: path.join(root, 'target', 'rules'), CRUMBLESS_TIMES: TIMES, RUSTFLAGS: '--cap-lints warn' };
    await cargo(['test', '--quiet', '--profile', 'properties', '--test', 'anonymous_property', '--no-run'], { cwd: folder, env });
    const { status } = await cargo(['test', '--quiet', '--profile', 'properties', '--test', 'anonymous_property'], { cwd: folder, env, mayFail: true });
    return judge(status === 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
