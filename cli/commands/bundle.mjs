/** `crumbless bundle`: a tracker with the plugin trackers of a Matomo host in it. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ENGAGEMENT_FILE, FALLBACK_FILE, FULL_FILE, TRACKER_FILE } from '../../js/snippet.js';
import { bundle } from '../lib/bundle.mjs';
import { Failure, UsageError } from '../lib/errors.mjs';
import { integrity, readTracker, refusal, write } from '../lib/files.mjs';
import { readPlugin } from '../lib/plugin.mjs';
import { bytesText, clean, table } from '../lib/text.mjs';

/** Plugins call `Matomo.addPlugin` at once and expect it to work: the small file has it only once it has loaded the full one. */
const FILES = [FULL_FILE, FALLBACK_FILE];

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: `--plugin <file> [--plugin <file>] [--out ${TRACKER_FILE}] [--file ${FULL_FILE}] [--force]`,
  positionals: [],
  options: {
    plugin: { value: '<file>', help: "a plugin's tracker.min.js, or the plugin's folder", multiple: true, required: true },
    out: { value: '<file>', help: `where to write the bundle (default: ${TRACKER_FILE})` },
    file: { value: '<name>', help: `which tracker to use: ${FILES.join(', ')} (default: ${FULL_FILE})` },
    force: { help: 'also overwrites a file that is not from crumbless; symbolic links are replaced, never followed' },
  },
  notes: [
    `The bundle has every command, as ${FULL_FILE} has: plugins use Matomo.addPlugin at once, and the small file could only load it afterwards.`,
    'The plugins run in the given order, once the tracker is there and before it tracks anything, as in Matomo.',
    'A plugin that throws stops neither the tracker nor the other plugins. Plugins also run if the tracker continues with matomo.fallback.js.',
    "A plugin's top-level `var` and functions do not become globals. Build the bundle again when a plugin or crumbless changes.",
  ],
  run({ values }) {
    const { plugin: plugins, out = TRACKER_FILE, file = FULL_FILE } = values;
    if (!FILES.includes(file)) throw new UsageError(`--file takes ${FILES.join(' or ')}, which plugins can use at once, not "${clean(file)}".`);
    const parts = plugins.map(readPlugin);
    const bytes = bundle(readTracker(file), parts);
    const refused = refusal(out, bytes, 'bundle', Boolean(values.force));
    if (refused) throw new Failure(refused);
    write(out, bytes);
    const rows = [...parts.map(({ name, file, bytes }) => [`+ ${name}`, bytesText(bytes), file]), [out, bytesText(bytes.length), integrity(bytes)]];
    console.log(table(rows, '').join('\n'));
    const wanted = [FALLBACK_FILE, ENGAGEMENT_FILE].filter((name) => name !== file && !existsSync(path.join(path.dirname(out), name)));
    if (wanted.length > 0) {
      console.error(`${wanted.join(' and ')} ${wanted.length > 1 ? 'are' : 'is'} not in the same folder: run \`npx crumbless copy ${path.dirname(out)} --only ${wanted.join(',')}\`.`);
    }
  },
};
