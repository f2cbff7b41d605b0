/** `crumbless outdated`: which version files or pages have, compared with this package. */
import { Deadline } from '../lib/deadline.mjs';
import { onDisk } from '../lib/files-on-disk.mjs';
import { onWeb } from '../lib/files-on-web.mjs';
import { seconds } from '../lib/options.mjs';
import { bytesText, clean, escaped, table } from '../lib/text.mjs';
import { examine, OWN_VERSION, summary } from '../lib/versions.mjs';

const DEFAULT_SECONDS = 30;

/** @type {import('../lib/options.mjs').Command} */
export const command = {
  usage: '[file, folder or address …] [--seconds 30] [--json]',
  positionals: [],
  rest: true,
  options: {
    seconds: { value: '<number>', help: `how long to wait for websites at most (default: ${DEFAULT_SECONDS})` },
    json: { help: 'prints everything as JSON' },
  },
  notes: [
    'Takes files, folders with all that is in them (this one, if you pass nothing), and addresses of pages or of a tracker file. No browser is',
    'needed: of a page it reads the HTML, and finds the file that a script element or the snippet names there, not one that a script adds.',
    'Files are compared with those of the package that runs it: `npx crumbless@latest outdated` compares with the newest.',
    'The exit status is 1 if a file is older, was changed or cannot be read, or if files next to each other are of two builds.',
  ],
  async run({ values, positionals }) {
    const deadline = new Deadline(seconds(values, 'seconds', DEFAULT_SECONDS));
    const targets = positionals.length > 0 ? positionals : ['.'];
    const found = await Promise.all(targets.map((target) => (/^https?:/i.test(target) ? onWeb(target, deadline) : onDisk(target))));
    const files = found.flatMap((one) => one.files).map(examine);
    const { problems, notes } = summary(files);
    problems.unshift(...found.flatMap((one) => one.problems));
    const all = { version: OWN_VERSION, files: files.map(({ bytes, ...file }) => ({ ...file, bytes: bytes.length })), problems, notes };
    console.log(values.json ? escaped(JSON.stringify(all, null, 2)) : asText(all));
    return problems.length > 0 ? 1 : 0;
  },
};

function asText({ files, problems, notes }) {
  const rows = files.map(({ place, version, says, bytes }) => [clean(place), version === null ? '' : clean(version), bytesText(bytes), says]);
  return escaped([
    ...table(rows, ''),
    ...problems.map((text) => `✖ ${text}`),
    ...notes,
    ...(problems.length === 0 ? [`✔ Nothing is older than crumbless ${OWN_VERSION}, this package.`] : []),
  ].join('\n'));
}
