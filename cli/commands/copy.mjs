/** `crumbless copy`: the tracker's files where a website or its generator serves them from. */
import path from 'node:path';
import { Failure, UsageError } from '../lib/errors.mjs';
import { ENGAGEMENT_FILE, FALLBACK_FILE, FILES_BESIDE, FULL_FILE, TRACKER_FILE } from '../../js/snippet.js';
import { integrity, readTracker, refusal, WEBSITE_FILES, write } from '../lib/files.mjs';
import { bytesText, clean, table } from '../lib/text.mjs';

/** Matomo's own file has this name, so it is written only on request. */
const MATOMOS = 'matomo.js';

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: `<folder> [--only ${FULL_FILE},${FALLBACK_FILE}] [--force]`,
  positionals: ['a folder'],
  options: {
    only: { value: '<names>', help: `which files, separated by commas: ${WEBSITE_FILES.join(', ')}` },
    force: { help: 'also overwrites files that are not from crumbless; symbolic links are replaced, never followed' },
  },
  notes: [
    `Pages load the file that \`npx crumbless snippet\` names. ${TRACKER_FILE} is small; if a page uses a command it lacks, it loads ${FULL_FILE}`,
    `from its own folder. Where WebAssembly cannot run, both load ${FALLBACK_FILE} from there, and ${ENGAGEMENT_FILE} for commands such as`,
    'enableWebVitals. So keep all four together.',
    `For pages that load ${MATOMOS}, \`--only ${MATOMOS},${FILES_BESIDE.join(',')}\` writes`,
    `${TRACKER_FILE} under that name. Without --only, no file has Matomo's name.`,
  ],
  run({ values, positionals: [folder] }) {
    const files = chosen(values.only).map((name) => ({ name, file: path.join(folder, name), bytes: readTracker(name) }));
    const refused = files.map(({ file, bytes }) => refusal(file, bytes, 'crumbless', Boolean(values.force))).filter(Boolean);
    // All or nothing: files of two versions side by side would be worse than either version.
    if (refused.length > 0) throw new Failure(['Nothing was copied.', ...new Set(refused)].join('\n'));
    for (const { file, bytes } of files) write(file, bytes);
    console.log(table(files.map(({ file, bytes }) => [file, bytesText(bytes.length), integrity(bytes)]), '').join('\n'));
    const has = (...names) => files.some(({ name }) => names.includes(name));
    if (!has(FALLBACK_FILE)) console.error(`Without ${FALLBACK_FILE} in the same folder, visitors are not counted if their browser or your policy forbids WebAssembly: copy it too.`);
    if (has(TRACKER_FILE, MATOMOS) && !has(FULL_FILE)) console.error(`Without ${FULL_FILE} in the same folder, pages lose the commands that only that file has: copy it too.`);
    if (has(FULL_FILE, FALLBACK_FILE) && !has(ENGAGEMENT_FILE)) console.error(`Without ${ENGAGEMENT_FILE} in the same folder, pages lose the commands that measure engagement, such as enableWebVitals: copy it too.`);
  },
};

function chosen(only) {
  if (only === undefined) return WEBSITE_FILES.filter((name) => name !== MATOMOS);
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !WEBSITE_FILES.includes(name));
  if (unknown !== undefined) throw new UsageError(`Unknown file "${clean(unknown)}": --only takes ${WEBSITE_FILES.join(', ')}, separated by commas.`);
  return names;
}
