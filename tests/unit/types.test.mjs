/**
 * The types of the package: what they let pass and refuse (tests/types), that they fit every call and return value recorded from
 * matomo.js, that they know each command of the table, and what an editor shows of them.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { OPTIONS } from '../../js/snippet.js';
import { globalTypes, moduleTypes, parametersOf } from '../../scripts/build/types.mjs';
import { FULL, commandsOf } from '../../scripts/build/variants.mjs';
import { fromRoot, npmBin, toolsDir } from '../../scripts/lib/paths.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { openInEditor } from './support/language-server.mjs';

/** Inside of the project's folder, so that `crumbless` is this package, by its own `exports`. */
const FOLDER = path.join(toolsDir, `types-${process.pid}`);

/** Calls that matomo.js takes though they say nothing: types are for those who mean something. */
const MEANT_OTHERWISE = [
  "getCustomVariable(1, 'nowhere')", 'getRequest()', 'optUserOut(24)', 'setConsentGiven(false)', 'setCustomDimension(1)', 'setRequestContentType()', 'setRequestMethod()',
  'trackContentImpressionsWithinNode(null)', 'trackContentInteractionNode(null)',
];

const { commands } = commandsOf(fromRoot(FULL));
const recorded = JSON.parse(readFileSync(fromRoot('tests/data/commands.json'), 'utf8')).groups.commands;
const situations = Object.entries(recorded).flatMap(([name, rows]) => rows.map((row) => ({ name, ...row })));

before(() => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(path.join(FOLDER, 'tsconfig.json'), readFileSync(fromRoot('tests/types/tsconfig.json')));
});
after(() => rmSync(FOLDER, { recursive: true, force: true }));

/** TypeScript's complaints about the files of a folder, one a line. */
async function complaints(folder) {
  const { output } = await run(npmBin('tsc'), ['--project', folder, '--pretty', 'false'], { mayFail: true });
  return output.split('\n').filter((line) => /error TS\d+/.test(line));
}

/** Complaints about lines of our own, by the line's number, from 1. */
async function complaintsAbout(name, lines) {
  const folder = path.join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../tsconfig.json', include: ['*.ts'] }));
  writeFileSync(path.join(folder, 'lines.ts'), [...lines, "import { paq, type Tracker } from 'crumbless';", 'declare const url: string, tracker: Tracker;', 'export { paq, tracker, url };'].join('\n'));
  return (await complaints(folder)).map((line) => ({ line: Number(/\((\d+),/.exec(line)[1]), text: line }));
}

describe('the types', () => {
  test('let pass and refuse what tests/types says', async () => {
    assert.deepEqual(await complaints(fromRoot('tests/types')), []);
  });

  test('make TypeScript fail where a command is wrong', async () => {
    const [misspelt, short, good] = ["paq.push(['trackEvnt', 'Videos', 'play']);", "paq.push(['trackEvent', 'Videos']);", "paq.push(['trackEvent', 'Videos', 'play']);"];
    const found = await complaintsAbout('wrong', [misspelt, short, good]);
    assert.deepEqual(found.map(({ line }) => line), [1, 2]);
    assert.match(found[0].text, /'"trackEvnt"' is not assignable to type .* Did you mean '"trackEvent"'\?$/);
  });

  test('know each option of the snippet, and no other', async () => {
    const names = OPTIONS.map(({ name }) => `'${name}'`);
    const same = (list) => `null! as keyof SnippetOptions satisfies ${list.join(' | ')}; null! as ${list.join(' | ')} satisfies keyof SnippetOptions;`;
    const found = await complaintsAbout('options', [same(names), same(names.slice(1)), same([...names, "'other'"]), "import type { SnippetOptions } from 'crumbless/snippet';"]);
    assert.deepEqual(found.map(({ line }) => line), [2, 3]);
  });

  test('know each command: as a row and as a method, and neither under a wrong name nor without what it needs', async () => {
    const sample = (parameter) => `null! as ${parameter.replace(/^\w+\??: /, '').replace(/\b(AllowedCampaigns|Ignored|CampaignPattern|LinkPattern|Receiver|Interaction|\w+Options|UsageReport|BeforeSend|ConsentStore|Callback)\b/g, "import('crumbless').$1")}`;
    const cases = commands.flatMap(({ name, parameters }) => {
      const all = parametersOf(parameters);
      const needed = all.filter((parameter) => !/^\w+\?:/.test(parameter)).map(sample);
      const row = (word, given) => `paq.push([${[`'${word}'`, ...given].join(', ')}]);`;
      return [
        { code: row(name, needed), isGood: true },
        { code: row(name, all.map(sample)), isGood: true },
        { code: `tracker.${name}(${all.map(sample).join(', ')});`, isGood: true },
        { code: row(`${name}X`, needed), isGood: false },
        { code: row(name, [...all.map(sample), '5']), isGood: false },
        ...(needed.length > 0 ? [{ code: row(name, needed.slice(1)), isGood: false }] : []),
      ];
    });
    const found = new Set((await complaintsAbout('each', cases.map(({ code }) => code))).map(({ line }) => line - 1));
    assert.ok(cases.length > 5 * 130);
    assert.deepEqual(cases.filter(({ isGood }, index) => isGood === found.has(index)), []);
  });
});

describe('what was recorded from matomo.js', () => {
  /** Two commands have functions in the same place of a row, with parameters of other types: TypeScript does not look at the command's name for them. */
  const typed = (args) => args.replace('(hit)', '(hit: Record<string, string>)').replace('(request)', '(request: string)');

  test('can be said in rows and by methods', async () => {
    const meant = situations.filter(({ complains, throws: thrown }) => !complains && !thrown);
    const calls = [...new Map(meant.map(({ name, args }) => [`${name}(${args})`, { name, args }])).values()];
    const lines = calls.flatMap(({ name, args }) => [`paq.push(['${name}'${args ? `, ${typed(args)}` : ''}]);`, `tracker.${name}(${args});`].map((line) => line.replace(/document\.querySelector\('[^']*'\)/g, '$&!')));
    const found = await complaintsAbout('calls', lines);
    const refused = [...new Set(found.map(({ line }) => calls[Math.floor((line - 1) / 2)]))].map(({ name, args }) => `${name}(${args})`);
    assert.deepEqual(refused.sort(), MEANT_OTHERWISE);
  });

  test('returns what the types say', async () => {
    const values = situations.map(({ name, ours, returns: reference }) => ({ name, type: typeFor(ours ?? reference) }));
    const distinct = [...new Map(values.map((value) => [`${value.name} ${value.type}`, value])).values()];
    const lines = distinct.map(({ name, type }) => `(null! as ${type}) satisfies ReturnType<Tracker['${name}']>;`);
    assert.ok(distinct.filter(({ type }) => type !== 'undefined').length > 40);
    assert.deepEqual(await complaintsAbout('returns', lines), []);
    assert.equal((await complaintsAbout('wrong-returns', ["(null! as number) satisfies ReturnType<Tracker['getVisitorId']>;"])).length, 1);
  });

  /** A type as tests/data writes it, in TypeScript's notation. Where there may be a thing or `false`, it says `boolean`. */
  function typeFor(value) {
    return value.replace(/^boolean$/, 'false').replaceAll('array of strings', 'string[]').replace(/array of \d+: /g, '').replace(/^object /, '').replace(/\btracker\b/, 'Tracker').replace(/([{,] ?)([\w-]+):/g, "$1'$2':");
  }
});

describe('in an editor', () => {
  test('a method has its documentation, a row its commands, a wrong row the right one', async (t) => {
    const editor = await openInEditor(t, FOLDER, [
      "import { paq, type Rows, type Tracker } from 'crumbless';",
      'declare const tracker: Tracker;',
      "tracker.trackEvent('Videos', 'play');",
      '//       ^ method',
      "paq.push(['']);",
      '//         ^ row',
      "const row: Rows['trackEvent'] = ['trackEvent', 'Videos', 'play'];",
      "//               ^ type",
    ].join('\n'));
    assert.match(await editor.hover('method'), /trackEvent\(category: string, action: string, name\?: string, .*\): void[^]*Tracks an event\./);
    assert.match(await editor.hover('type'), /readonly \[command: "trackEvent", category: string, [^]*Tracks an event\./);
    assert.deepEqual((await editor.completions('row')).sort(), commands.map(({ name }) => name).sort());
  });

  test('every command is documented, in a sentence', () => {
    const types = readFileSync(fromRoot('dist/module/crumbless.d.ts'), 'utf8');
    for (const { name, summary } of commands) {
      assert.match(summary, /^[A-Z][^\n]*\.$/, name);
      for (const member of [`${name}: readonly [command: '${name}'`, `${name}(`]) assert.ok(types.includes(`/** ${summary} */\n  ${member}`), member);
    }
  });
});

describe('the writing of types', () => {
  test('parts parameters at the right commas', () => {
    assert.deepEqual(parametersOf(''), []);
    assert.deepEqual(parametersOf("a: string, b?: [x: number, y: Record<string, number>], c: (d: string, e: { f: 1, g: 2 }) => void, h: 'i' | 'j'"), [
      'a: string', 'b?: [x: number, y: Record<string, number>]', 'c: (d: string, e: { f: 1, g: 2 }) => void', "h: 'i' | 'j'",
    ]);
  });

  test('makes a row and a method of a command, and lists that may be constant', () => {
    const types = moduleTypes('// written', [{ name: 'setThing', parameters: 'a: string[], b?: number', returns: 'boolean', summary: 'Sets it.' }]);
    assert.match(types, /^\/\/ written\n/);
    assert.ok(types.includes("  /** Sets it. */\n  setThing: readonly [command: 'setThing', a: readonly string[], b?: number | undefined];"));
    assert.ok(types.includes('  /** Sets it. */\n  setThing(a: readonly string[], b?: number): boolean;'));
    for (const name of ['_paq', 'Matomo', 'Piwik']) assert.ok(globalTypes().includes(`  var ${name}: `));
  });
});
