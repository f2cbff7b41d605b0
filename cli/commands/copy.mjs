/** `crumbless copy`: the tracker's files where a website or its generator serves them from. */
import path from 'node:path';
import { Failure, UsageError } from '../lib/errors.mjs';
import { TRACKER_FILE } from '../../js/snippet.js';
import { integrity, readTracker, refusal, WEBSITE_FILES, write } from '../lib/files.mjs';
import { bytesText, clean, table } from '../lib/text.mjs';

/** Matomo's own file has this name, so it is written only on request. */
const MATOMOS = 'matomo.js';

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: `<folder> [--only ${TRACKER_FILE},matomo.fallback.js] [--force]`,
  positionals: ['a folder'],
  options: {
    only: { value: '<names>', help: `which files, separated by commas: ${WEBSITE_FILES.join(', ')}` },
    force: { help: 'also overwrites files that are not from crumbless; symbolic links are replaced, never followed' },
  },
  notes: [
    `Pages load ${TRACKER_FILE}, as in \`npx crumbless snippet\`, or the core or anonymous file. Where WebAssembly cannot run, each of them loads`,
    `matomo.fallback.js from its own folder, so copy that too. For pages that load ${MATOMOS}, \`--only ${MATOMOS},matomo.fallback.js\` writes`,
    `${TRACKER_FILE} under that name. Without --only, no file has Matomo's name.`,
  ],
  run({ values, positionals: [folder] }) {
    const files = chosen(values.only).map((name) => ({ name, file: path.join(folder, name), bytes: readTracker(name) }));
    const refused = files.map(({ file, bytes }) => refusal(file, bytes, 'crumbless', Boolean(values.force))).filter(Boolean);
    // All or nothing: files of two versions side by side would be worse than either version.
    if (refused.length > 0) throw new Failure(['Nothing was copied.', ...new Set(refused)].join('\n'));
    for (const { file, bytes } of files) write(file, bytes);
    console.log(table(files.map(({ file, bytes }) => [file, bytesText(bytes.length), integrity(bytes)]), '').join('\n'));
    if (!files.some(({ name }) => name === 'matomo.fallback.js')) {
      console.error('Without matomo.fallback.js in the same folder, visitors are not counted if their browser or your policy forbids WebAssembly: copy it too.');
    }
  },
};

function chosen(only) {
  if (only === undefined) return WEBSITE_FILES.filter((name) => name !== MATOMOS);
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !WEBSITE_FILES.includes(name));
  if (unknown !== undefined) throw new UsageError(`Unknown file "${clean(unknown)}": --only takes ${WEBSITE_FILES.join(', ')}, separated by commas.`);
  return names;
}
