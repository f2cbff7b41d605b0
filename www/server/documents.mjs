/**
 * The documents: Markdown files of the repository, in `docs/` and beside README.md, as pages of the site. A link that leads to another
 * document leads to its page here; a link to any other file leads to the source.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt from 'markdown-it';
import anchors from 'markdown-it-anchor';

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The version of the package, https://semver.org. */
export const VERSION = PACKAGE.version;
/** Where the repository is read. */
export const SOURCE = PACKAGE.repository.url.replace(/^git\+/, '').replace(/\.git$/, '');

/**
 * @typedef {object} Document
 * @property {string} file from the project's folder
 * @property {string} label in the list of documents
 * @property {string} address on the site
 */

/** In the order of the list. */
const LISTED = [
  {
    title: 'Use it',
    documents: [
      { file: 'docs/website.md', label: 'On a website' },
      { file: 'docs/cms.md', label: 'In a CMS' },
      { file: 'docs/generators.md', label: 'With a site generator' },
      { file: 'docs/application.md', label: 'In an application' },
      { file: 'docs/recipes.md', label: 'In a framework' },
      { file: 'docs/matomo-host.md', label: 'On a Matomo host' },
      { file: 'docs/cli.md', label: 'Command line' },
    ],
  },
  {
    title: 'What it does',
    documents: [
      { file: 'docs/features.md', label: 'Commands by topic' },
      { file: 'docs/engagement.md', label: 'What visitors do' },
      { file: 'docs/delivery.md', label: 'Delivery' },
      { file: 'docs/anonymous.md', label: 'Anonymous measurement' },
      { file: 'docs/debugging.md', label: 'See and change what is sent' },
      { file: 'docs/files.md', label: 'Files, sizes, speed' },
      { file: 'docs/policies.md', label: 'Policies and other scripts' },
    ],
  },
  {
    title: 'What to expect',
    documents: [
      { file: 'docs/reports.md', label: 'Changes in your reports' },
      { file: 'DIFFERENCES.md', label: 'Differences from matomo.js' },
      { file: 'docs/browsers.md', label: 'Browsers' },
      { file: 'CHANGELOG.md', label: 'Changes by version' },
    ],
  },
  {
    title: 'Privacy',
    documents: [
      { file: 'docs/privacy.md', label: 'What is stored and sent' },
      { file: 'docs/device.md', label: 'About a device, and why' },
      { file: 'SECURITY.md', label: 'Security' },
    ],
  },
];

/** @type {readonly {title: string, documents: readonly Document[]}[]} */
export const GROUPS = Object.freeze(LISTED.map(({ title, documents }) => ({ title, documents: documents.map((document) => ({ ...document, address: addressOf(document.file) })) })));

/** All of them. */
export const DOCUMENTS = Object.freeze(GROUPS.flatMap(({ documents }) => documents));

/** From so many columns on, a table is wider than a phone whatever its cells say. */
const WIDE_COLUMNS = 5;

/** @param {string} file such as `docs/website.md` */
function addressOf(file) {
  return `/docs/${path.basename(file, '.md').toLowerCase()}/`;
}

/**
 * @param {string} file from the project's folder
 * @param {string} root the project's folder
 * @returns {{title: string, description: string, html: string, headings: {id: string, text: string}[]}} `headings` are those of the second level
 */
export function renderDocument(file, root) {
  const headings = [];
  const slugger = new GithubSlugger();
  const markdown = new MarkdownIt({ html: true }).use(anchors, {
    slugify: (text) => slugger.slug(text),
    tabIndex: false,
    callback: (token, { slug, title }) => token.tag === 'h2' && headings.push({ id: slug, text: title }),
  });
  markdown.core.ruler.push('crumbless', (state) => prepare(state.tokens, file));
  Object.assign(markdown.renderer.rules, { fence, table_open: tableOpen, table_close: () => '</table></div>\n' });
  const tokens = markdown.parse(readFileSync(path.join(root, file), 'utf8'), {});
  const textOf = (type) => plain(tokens[tokens.findIndex((token) => token.type === type) + 1]);
  return {
    title: textOf('heading_open'),
    description: firstSentence(textOf('paragraph_open')),
    html: markdown.renderer.render(tokens, markdown.options, {}),
    headings,
  };

  /** Code can be copied, and wraps, so that nothing of it has to be scrolled to. */
  function fence(all, index) {
    const { content, info } = all[index];
    const language = info ? ` class="language-${markdown.utils.escapeHtml(info)}"` : '';
    return `<div class="code"><pre><code${language}>${markdown.utils.escapeHtml(content.replace(/\n$/, ''))}</code></pre></div>\n`;
  }
}

/** Links lead to where their documents are here; cells know their row's heading. */
function prepare(tokens, file) {
  for (const token of tokens) {
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') child.attrSet('href', hrefOf(child.attrGet('href'), file));
    }
  }
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'table_open') continue;
    const end = tokens.findIndex((other, at) => at > index && other.type === 'thead_close');
    const head = tokens.slice(index, end);
    const columns = head.filter(({ type }) => type === 'th_open').length;
    if (columns >= WIDE_COLUMNS) token.attrJoin('class', 'wide');
    for (const [at, cell] of head.entries()) {
      if (cell.type !== 'th_open') continue;
      // A column without a title has the names of the rows: an empty heading would be read as one.
      if (head[at + 1].content === '') cell.tag = head[at + 2].tag = 'td';
      else cell.attrSet('scope', 'col');
    }
  }
}

/**
 * @param {string} href as it is written
 * @param {string} file in which
 * @returns {string} on the site
 */
export function hrefOf(href, file) {
  const [place, anchor] = href.startsWith(`${SOURCE}/blob/main/`) ? href.slice(`${SOURCE}/blob/main/`.length).split('#') : href.split('#');
  if (/^[a-z]+:/.test(place)) return href;
  const hash = anchor === undefined ? '' : `#${anchor}`;
  if (place === '') return hash;
  const target = href.startsWith(SOURCE) ? place : path.posix.join(path.posix.dirname(file), place);
  const document = DOCUMENTS.find((other) => other.file === target);
  if (document) return document.address + hash;
  // What README.md says is on the front page.
  if (target === 'README.md') return `/${hash}`;
  return `${SOURCE}/${path.posix.extname(target) === '' ? 'tree' : 'blob'}/main/${target}${hash}`;
}

function tableOpen(tokens, index) {
  const wide = tokens[index].attrGet('class');
  return `<div class="scroll"><table${wide ? ` class="${wide}"` : ''}>\n`;
}

/** What a list of documents has room for. */
function firstSentence(text) {
  return /^.+?[.?!](?=\s|$)/.exec(text)?.[0] ?? text;
}

/** The words of an inline token. */
function plain(token) {
  return token.children.filter(({ type }) => ['text', 'code_inline', 'softbreak'].includes(type)).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}
