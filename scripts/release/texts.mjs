/**
 * What a release says of itself: sums, script elements with hashes, and how to prove that the files are those of the source.
 *
 * @module
 */
import { createHash } from 'node:crypto';

/**
 * @param {Record<string, Uint8Array>} files
 * @returns {string} as `sha384sum` writes it, and `sha384sum -c` reads it
 */
export function sumsOf(files) {
  return Object.keys(files).sort().map((name) => `${createHash('sha384').update(files[name]).digest('hex')}  ${name}\n`).join('');
}

/**
 * Script elements for pages, one for each file. The addresses in them are for the site's owner to replace.
 *
 * @param {string} folder of this version
 * @param {Record<string, string>} integrity by the names of the files
 * @returns {string}
 */
export function scriptElements(folder, integrity) {
  const element = (name) => `<script async src="https://www.example.org/${folder}/${name}" integrity="${integrity[name]}" crossorigin="anonymous" data-tracker-url="https://stats.example.org/matomo.php" data-site-id="1"></script>\n`;
  return [
    `<!-- One of these per page, with your addresses. Serve the folder ${folder} as it is: the files find each other in it. RELEASE.md says what the hashes cover. -->\n`,
    ...Object.keys(integrity).map(element),
  ].join('');
}

/**
 * RELEASE.md.
 *
 * @param {object} release
 * @param {string} release.version
 * @param {string} release.source address of the repository
 * @param {string} release.folder
 * @param {string} release.rust what compiled it, as `rustc --version` has it
 * @param {string[]} release.files names of what is published
 * @param {string} release.integrity the script elements
 * @returns {string}
 */
export function releaseText({ version, source, rust, folder, files, integrity }) {
  const about = (name) => ABOUT.find(([pattern]) => pattern.test(name))?.[1];
  const number = /\d+\.\d+\.\d+/.exec(rust)?.[0];
  const toolchain = number ? ` (\`rustup default ${number}\`)` : '';
  const rows = files.filter((name) => about(name)).map((name) => `| \`${name}\` | ${about(name)} |`);
  return `# crumbless ${version}

| file | what it is |
| --- | --- |
| \`${folder}/\` | the files for a website, in a folder for this version |
${rows.join('\n')}

## Prove that these files are made of the source

You need git, Node 20 or newer, and the same Rust: this was built with \`${rust}\`${toolchain}.
Another version makes other WebAssembly. The machine, its folders and the day make no difference.

\`\`\`sh
git clone --branch v${version} --depth 1 ${source} crumbless
cd crumbless
npm run build                # installs what it needs
npm run check:reproducible   # builds once more, in another folder, and compares
npm run release              # makes everything that this release has
\`\`\`

\`npm run release\` writes \`dist/release\`, with the same bytes each time and no dates. Put the \`SHA384SUMS\` of the release that you downloaded into that
folder, and compare:

\`\`\`sh
cd dist/release
sha384sum -c SHA384SUMS
\`\`\`

The sums also cover the files in the zip for websites, under \`${folder}/\`. To check only what you downloaded, use
\`sha384sum -c --ignore-missing SHA384SUMS\`.

## Hashes in pages (Subresource Integrity)

\`\`\`html
${integrity.trimEnd()}
\`\`\`

With \`integrity\` the browser runs the file of \`src\` only if it has exactly these bytes. From another origin than the page's, the server has to
send \`Access-Control-Allow-Origin\`. **The hash covers that one file only.** What a tracker file loads by itself has no \`integrity\`:

- \`crumbless.js\` loads \`matomo.full.js\` from its own folder if the page uses a command that it lacks. It accepts the file only if that says it is
  of the same build, which protects from mixed versions but not from somebody who can write to your server.
- Both load \`matomo.fallback.js\` if WebAssembly is missing or forbidden.
- \`matomo.full.js\` and \`matomo.fallback.js\` load \`matomo.engagement.js\` if the page uses a command that measures engagement, such as \`enableWebVitals\`.

If the hash has to cover all that runs, name \`matomo.full.js\` in the page, which never loads \`crumbless.js\`, and allow WebAssembly
(\`'wasm-unsafe-eval'\` in \`script-src\`); then only browsers without WebAssembly, and pages that measure engagement, load a file without a hash.
Where a page sends \`Integrity-Policy: blocked-destinations=(script)\`, browsers that know it block what a tracker file loads by itself.

An update needs a new hash: give each version its own folder, and change folder and hash together.
`;
}

const ABOUT = [
  [/^crumbless-matomo-plugin-.*\.zip$/, 'the plugin for Matomo 5: Administration, Plugins, Upload a plugin'],
  [/^crumbless-.*\.zip$/, 'that folder in one file'],
  [/\.tgz$/, 'the npm package'],
  [/\.whl$/, 'the Python package for MkDocs and Sphinx'],
  [/\.tar\.gz$/, 'its source distribution'],
  [/^CHANGES\.md$/, 'what changed'],
  [/^INTEGRITY\.html$/, 'script elements with the hashes of the files'],
  [/^integrity\.json$/, 'the hashes of all built files, also of the ES module, for programs'],
];
