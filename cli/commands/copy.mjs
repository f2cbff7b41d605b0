/** `crumbless copy`: the tracker's files where a website or its generator serves them from. */
import path from 'node:path';
import { Failure, UsageError } from '../lib/errors.mjs';
import { integrity, readTracker, refusal, TRACKERS, write } from '../lib/files.mjs';
import { bytesText, clean, table } from '../lib/text.mjs';

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '<folder> [--only matomo.js,matomo.fallback.js] [--force]',
  positionals: ['a folder'],
  options: {
    only: { value: '<names>', help: `some of ${TRACKERS.join(', ')}` },
    force: { help: 'overwrites files that are not ours too; no link in the place of a file is ever followed' },
  },
  notes: [
    'Pages load one of the first three. It loads matomo.fallback.js from its own folder where WebAssembly cannot run, so copy that too.',
  ],
  run({ values, positionals: [folder] }) {
    const files = chosen(values.only).map((name) => ({ name, file: path.join(folder, name), bytes: readTracker(name) }));
    const refused = files.map(({ file, bytes }) => refusal(file, bytes, 'crumbless', Boolean(values.force))).filter(Boolean);
    // All or nothing: half of a version beside half of another would be worse than either.
    if (refused.length > 0) throw new Failure(['Nothing was copied.', ...new Set(refused)].join('\n'));
    for (const { file, bytes } of files) write(file, bytes);
    console.log(table(files.map(({ file, bytes }) => [file, bytesText(bytes.length), integrity(bytes)]), '').join('\n'));
    if (!files.some(({ name }) => name === 'matomo.fallback.js')) {
      console.error('Without matomo.fallback.js beside them, visitors whose browser or page forbids WebAssembly are not counted.');
    }
  },
};

function chosen(only) {
  if (only === undefined) return TRACKERS;
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !TRACKERS.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no file "${clean(unknown)}": --only takes ${TRACKERS.join(', ')}, with commas between them.`);
  return names;
}
