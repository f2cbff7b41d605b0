/** `crumbless copy`: the tracker's files where a website or its generator serves them from. */
import path from 'node:path';
import { Failure, UsageError } from '../lib/errors.mjs';
import { TRACKER_FILE } from '../../js/snippet.js';
import { integrity, readTracker, refusal, WEBSITE_FILES, write } from '../lib/files.mjs';
import { bytesText, clean, table } from '../lib/text.mjs';

/** In whose place it would stand: Matomo's own file has this name, so it is written only where somebody asks for it. */
const MATOMOS = 'matomo.js';

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: `<folder> [--only ${TRACKER_FILE},matomo.fallback.js] [--force]`,
  positionals: ['a folder'],
  options: {
    only: { value: '<names>', help: `some of ${WEBSITE_FILES.join(', ')}` },
    force: { help: 'overwrites files that are not ours too; no link in the place of a file is ever followed' },
  },
  notes: [
    `Pages load ${TRACKER_FILE}, as \`npx crumbless snippet\` says it, or its smaller or anonymous form. Each loads matomo.fallback.js from its own`,
    `folder where WebAssembly cannot run, so copy that too. \`--only ${MATOMOS},matomo.fallback.js\` gives ${TRACKER_FILE} Matomo's name, for pages that`,
    'load that; without --only no file has that name.',
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
  if (only === undefined) return WEBSITE_FILES.filter((name) => name !== MATOMOS);
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !WEBSITE_FILES.includes(name));
  if (unknown !== undefined) throw new UsageError(`There is no file "${clean(unknown)}": --only takes ${WEBSITE_FILES.join(', ')}, with commas between them.`);
  return names;
}
