/**
 * `npm run check:anonymous-rules`: the property of tests/anonymous_property sees when a rule of anonymous measurement is
 * taken out. Each rule is, in a copy of the sources, and the property must fail; unchanged it must hold.
 *
 * It compiles the crate once for each rule: a part of `npm run test:all`. `node --test --test-name-pattern` with a
 * pattern and this file tries the rules whose name matches.
 *
 * @module
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { describe, test } from 'node:test';
import { fromRoot, root } from '../../scripts/lib/paths.mjs';
import { cargo } from '../../scripts/lib/toolchain.mjs';

const HIT = 'src/request/anonymous.rs';
const PLACE = 'src/privacy/anonymous/place.rs';
const COMMON = 'src/request/common.rs';
/** A tenth of the cases of `npm run test:all`. */
const TIMES = '0.1';

/** A change of a file: what it says, and what it says then. @typedef {[file: string, says: string, then: string]} Change */

/** The last check lets everything pass: what is built has to be right by itself. It cannot be where the mode came later. @type {Change} */
const UNCHECKED = [HIT, 'if !is_on(turn) || is_known(turn, hit) {', 'if !is_on(turn) || !hit.is_empty() {'];
/** What plugins and raw requests say comes into hits as it stands: the last check has to find all that is wrong. @type {Change} */
const UNREAD = ['src/tracker/drafts.rs', 'if is_on(turn) {', 'if is_on(turn) && whole.is_empty() {'];

/**
 * What is taken out, by what is left to hold the promise alone.
 *
 * @type {Record<string, {alone: Change[], env?: Record<string, string>, rules: Record<string, Change>}>}
 */
const GROUPS = {
  'with all rules': { alone: [], rules: {
    'what waited is built anew when it leaves': UNCHECKED,
    'other campaigns leave before anything is declared': ['src/privacy/mod.rs', 'let url = campaign::allowed::without_others(url);', 'let url = url.after(0);'],
  } },
  'without the last check': {
    alone: [UNCHECKED],
    env: { CRUMBLESS_ASKED_FIRST: '1' },
    rules: {
      'hits are built': [COMMON, 'if is_on(turn) {', 'if is_on(turn) && own.is(" ") {'],
      'what plugins and raw requests say is read as parameters': UNREAD,
      'an address says only what is declared': [PLACE, '    is_declared(ALLOWED_PARAMETERS, name)\n        ||', '    !name.is_empty()\n        ||'],
      'a value is one value': [PLACE, 'Some(value).filter(|value| is_value(*value))\n    } else if !is_matomo(turn) {', 'Some(value)\n    } else if !is_matomo(turn) {'],
      'secrets are masked even where they are allowed': [PLACE, 'is_declared(ALLOWED_PARAMETERS, name) && !is_secret', 'is_declared(ALLOWED_PARAMETERS, name)'],
      'a secret makes no path': [PLACE, 'Some(part).filter(|part| !is_secret && is_word(*part))', 'Some(part).filter(|part| is_word(*part))'],
      'ids are folded': [PLACE, 'let folded = (number as u32 % 20 + 19) % 20 + 1;', 'let folded = number as u32;'],
      'only declared categories pass': [HIT, 'if !is_declared && !is_category(category) {', 'if !is_declared && category.is_empty() {'],
      'only declared actions and names pass': [HIT, 'let passes = |text: &Text<\'t>| is_declared || is_event_name(*text);', 'let passes = |text: &Text<\'t>| is_declared || !text.is_empty();'],
      'values of events are numbers': [HIT, 'value(params::EVENT_VALUE).filter(|value| is_decimal(*value))', 'value(params::EVENT_VALUE)'],
      'what is measured has names of ours': ['src/tracker/full/measured.rs', '.filter(|name| is_event_name(encoded(*name)))', '.filter(|name| is_event_name(encoded(*name)) || !name.is_empty())'],
      'only declared interactions pass': [HIT, 'if passes { interaction } else { turn.literal(MASK) }', 'if passes || !interaction.is_empty() { interaction } else { turn.literal(MASK) }'],
      'content of a category that nobody declared says nothing': [HIT, 'if !is_category(name) {', 'if name.is_empty() {'],
      'goals are numbers': [HIT, 'Some(goal).filter(|goal| is_goal(*goal))?', 'goal'],
      'of what marks automated browsers no dimension passes': [HIT, 'turn.literal(if is_marked { bots::MARK } else { "" })', 'if is_marked { bots::mark(turn) } else { turn.empty() }'],
      'facts are those of the report': [HIT, '.filter(|facts| facts.same(settings::text(turn, REPORTED_FACTS)))', ''],
    },
  },
  'without reading what is added': {
    alone: [UNREAD],
    rules: {
      'every parameter is known': [HIT, 'is_said(pair) || is_title(name)', 'name.len() > 2 || is_said(pair) || is_title(name)'],
      'addresses are ours': [HIT, 'place::is_address(value)', 'value.len() > 0'],
      'titles are ours': [HIT, 'is_title(name) && place::is_title(value)', 'is_title(name)'],
      'variables are ours': [HIT, 'place::is_popover_variable(value)', 'value.len() > 0'],
      'numbers are numbers': [HIT, 'turn.literal(params::NUMBERS).has_item(name) && is_number(value)', 'turn.literal(params::NUMBERS).has_item(name)'],
      'of the names of sites only the own passes': [HIT, 'value.same(turn.build().encoded(settings::text(turn, SITE_ID)).done())', 'value.len() > 0'],
      'a page view has the id that was made for it': [HIT, 'value.len() == PAGE_VIEW_ID_LENGTH && bytes(value).all(is_letter)', 'value.len() > 0'],
    },
  },
};

for (const [group, { alone, env, rules }] of Object.entries(GROUPS)) {
  describe(group, () => {
    test('the property holds', async () => assert.ok(await holds(alone, env), 'run `cargo test`'));
    for (const [rule, change] of Object.entries(rules)) {
      test(`it fails without its rule: ${rule}`, async () => assert.equal(await holds([...alone, change], env), false));
    }
  });
}

/** Whether the property holds of the sources with some texts changed. */
async function holds(changes, given) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-rules-'));
  try {
    for (const name of ['src', 'tests', 'scripts/build/commands', 'Cargo.toml', 'Cargo.lock']) cpSync(fromRoot(name), path.join(folder, name), { recursive: true });
    for (const [name, says, then] of changes) {
      const file = path.join(folder, name);
      const source = readFileSync(file, 'utf8');
      if (source.split(says).length !== 2) throw new Error(`${name} does not say this once: ${says}`);
      writeFileSync(file, source.replace(says, () => then));
    }
    const env = { ...process.env, ...given, CARGO_TARGET_DIR: path.join(root, 'target', 'rules'), CRUMBLESS_TIMES: TIMES, RUSTFLAGS: '--cap-lints warn' };
    await cargo(['test', '--quiet', '--profile', 'properties', '--test', 'anonymous_property', '--no-run'], { cwd: folder, env });
    const { status } = await cargo(['test', '--quiet', '--profile', 'properties', '--test', 'anonymous_property'], { cwd: folder, env, mayFail: true });
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
