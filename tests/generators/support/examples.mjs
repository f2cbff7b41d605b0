/**
 * How each example is built and tried out, by its generator's own commands, and what its pages are called. `{out}`, `{base}` and
 * `{port}` stand for what a test chooses.
 *
 * @module
 */
import { OFFLINE } from './maven.mjs';
import { DEBIAN_HUGO, hugoIsThere, jekyllIsThere, mavenIsThere, mdbookIsThere, rustdocIsThere } from './programs.mjs';

/**
 * @typedef {object} Example
 * @property {string} config the file that the Matomo's address and the site's id stand in
 * @property {boolean} [isText] whether that file has the text of the snippet, where a value cannot be quoted by JSON
 * @property {string[]} build
 * @property {string[]} [inFolder] more for a site in a folder of its host; without it the generator's links are relative
 * @property {[string, string]} [baseIn] or: what is replaced in the configuration, with `{base}`
 * @property {string[]} [dev] where the generator has a server for development
 * @property {string[]} [devAlso] more words for another try of it
 * @property {string} [start] where the first page is, under the site's address
 * @property {string[]} titles of the first page and of the second
 * @property {boolean} [spa] whether the second page is shown without being loaded
 * @property {string} [folder] the tracker's folder in the built site
 * @property {string} [tracker] or: its file on the host of Matomo, with no file in the site
 * @property {string[]} [before] a command of the site's owner before it is built
 * @property {Record<string, string>} [env] for the build
 * @property {() => Promise<void>} [needs] installs what no registry of packages for Node or Python has
 * @property {string} [site] another example, whose pages it builds
 * @property {boolean} [withRequirements] whether the generator is the one of that example's requirements.txt
 */

const TITLES = ['First page', 'Second page'];

/** What the site's owner runs where the generator takes no files out of a package. */
const COPY = 'npx --no-install crumbless copy --only matomo.js,matomo.full.js,matomo.fallback.js,matomo.engagement.js';
const copyInto = (folder) => [...COPY.split(' '), folder];

/** @type {Record<string, Example>} */
export const EXAMPLES = Object.freeze({
  hugo: {
    config: 'hugo.toml',
    build: ['hugo', '--destination', '{out}', '--baseURL', 'http://127.0.0.1{base}'],
    inFolder: [],
    dev: ['hugo', 'server', '--bind', '127.0.0.1', '--port', '{port}'],
    devAlso: ['--environment', 'production'],
    titles: TITLES,
  },
  // The oldest that the partial is for is Debian 12's.
  'hugo-debian': {
    site: 'hugo',
    withRequirements: false,
    config: 'hugo.toml',
    build: [DEBIAN_HUGO, '--destination', '{out}', '--baseURL', 'http://127.0.0.1{base}'],
    inFolder: [],
    dev: [DEBIAN_HUGO, 'server', '--bind', '127.0.0.1', '--port', '{port}'],
    devAlso: ['--environment', 'production'],
    titles: TITLES,
    needs: hugoIsThere,
  },
  jekyll: {
    config: '_config.yml',
    before: ['sh', '-c', `cp -R node_modules/crumbless/integrations/jekyll/_includes . && ${COPY} crumbless`],
    build: ['jekyll', 'build', '--destination', '{out}'],
    inFolder: ['--baseurl', '{base}'],
    env: { JEKYLL_ENV: 'production' },
    dev: ['jekyll', 'serve', '--host', '127.0.0.1', '--port', '{port}'],
    titles: TITLES,
    needs: jekyllIsThere,
  },
  eleventy: {
    config: 'eleventy.config.mjs',
    build: ['eleventy', '--output={out}'],
    inFolder: ['--pathprefix={base}'],
    dev: ['eleventy', '--serve', '--port={port}'],
    titles: TITLES,
  },
  astro: {
    config: 'astro.config.mjs',
    build: ['astro', 'build', '--outDir', '{out}'],
    inFolder: ['--base', '{base}'],
    dev: ['astro', 'dev', '--host', '127.0.0.1', '--port', '{port}'],
    titles: TITLES,
    spa: true,
  },
  vitepress: {
    config: '.vitepress/config.mjs',
    build: ['vitepress', 'build', '.', '--outDir', '{out}'],
    inFolder: ['--base', '{base}'],
    dev: ['vitepress', 'dev', '.', '--host', '127.0.0.1', '--port', '{port}'],
    titles: TITLES,
    spa: true,
  },
  docusaurus: {
    config: 'docusaurus.config.js',
    build: ['docusaurus', 'build', '--out-dir', '{out}'],
    baseIn: ["baseUrl: '/'", "baseUrl: '{base}'"],
    dev: ['docusaurus', 'start', '--no-open', '--host', '127.0.0.1', '--port', '{port}'],
    titles: TITLES.map((title) => `${title} - A site made with Docusaurus`),
    spa: true,
  },
  mkdocs: {
    config: 'mkdocs.yml',
    build: ['mkdocs', 'build', '--site-dir', '{out}'],
    dev: ['mkdocs', 'serve', '--dev-addr', '127.0.0.1:{port}'],
    titles: ['A site made with MkDocs', 'Second page - A site made with MkDocs'],
  },
  'mkdocs-material': {
    config: 'mkdocs.yml',
    build: ['mkdocs', 'build', '--site-dir', '{out}'],
    dev: ['mkdocs', 'serve', '--dev-addr', '127.0.0.1:{port}'],
    titles: ['A site made with Material for MkDocs', 'Second page - A site made with Material for MkDocs'],
    spa: true,
  },
  sphinx: {
    config: 'conf.py',
    build: ['sphinx-build', '-b', 'html', '.', '{out}'],
    dev: ['sphinx-autobuild', '-D', 'crumbless_enabled=0', '--host', '127.0.0.1', '--port', '{port}', '.', '{out}'],
    titles: TITLES.map((title) => `${title} — A site made with Sphinx documentation`),
    folder: '_static/crumbless',
  },
  pelican: {
    config: 'publishconf.py',
    build: ['pelican', 'content', '--settings', 'publishconf.py', '--output', '{out}'],
    inFolder: ['--extra-settings', 'SITEURL="{base}"'],
    dev: ['pelican', 'content', '--output', '{out}', '--autoreload', '--listen', '--port', '{port}'],
    titles: TITLES.map((title) => `A site made with Pelican - ${title}`),
  },
  antora: {
    config: 'antora-playbook.yml',
    before: ['sh', '-c', 'git init -q && git add antora.yml modules && git -c user.name=Author -c user.email=author@site.example commit -q --allow-empty -m "The pages"'],
    build: ['antora', '--to-dir', '{out}', 'antora-playbook.yml'],
    inFolder: ['--url', 'http://127.0.0.1{base}'],
    titles: TITLES,
  },
  maven: {
    config: 'src/site/site.xml',
    isText: true,
    before: copyInto('src/site/resources/crumbless'),
    build: ['sh', '-c', `rm -rf target && mvn ${OFFLINE.join(' ')} site && mkdir -p {out} && cp -R target/site/. {out}`],
    inFolder: [],
    titles: TITLES.map((title) => `A site made with Maven – ${title}`),
    needs: mavenIsThere,
  },
  mdbook: {
    config: 'theme/head.hbs',
    isText: true,
    before: copyInto('src/crumbless'),
    build: ['mdbook', 'build', '--dest-dir', '{out}'],
    inFolder: [],
    dev: ['mdbook', 'serve', '--dest-dir', '{out}', '--hostname', '127.0.0.1', '--port', '{port}'],
    titles: TITLES.map((title) => `${title} - A site made with mdBook`),
    needs: mdbookIsThere,
  },
  rustdoc: {
    config: 'crumbless.html',
    isText: true,
    start: 'documented/',
    tracker: 'crumbless.js',
    build: ['sh', '-c', 'cargo doc --no-deps --target-dir target && mkdir -p {out} && cp -R target/doc/. {out} && npx --no-install crumbless copy {out}'],
    env: { RUSTDOCFLAGS: '--html-in-header crumbless.html' },
    titles: ['documented - Rust', 'documented::second - Rust'],
    needs: rustdocIsThere,
  },
});
