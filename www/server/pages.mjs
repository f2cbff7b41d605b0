/**
 * The list of the site's pages, and a page's HTML, rendered from its template in `www/pages` and the layout there
 * (https://eta.js.org).
 *
 * @module
 */
import path from 'node:path';
import { Eta } from 'eta';
import { DOCUMENTS, GROUPS, SOURCE, VERSION, renderDocument } from './documents.mjs';
import { readMeasurements } from './measurements.mjs';
import { readDashboard } from './measures.mjs';

/**
 * @typedef {object} Page
 * @property {string} name of its template
 * @property {string} address
 * @property {string} [label] in the navigation, where it stands there
 * @property {string} [title]
 * @property {string} [description]
 * @property {boolean} [needsServer] it shows what other servers received, so it is not among the files for a static host
 * @property {(root: string) => Promise<object>} [read] further data for its template, from the project's folder
 */

/** Those with a template of their own. */
const OWN = [
  {
    name: 'front',
    address: '/',
    title: 'Crumbless: Matomo’s tracker, and nothing stored',
    description: 'A drop-in replacement for matomo.js that cannot store anything on the visitor’s device.',
    read: readMeasurements,
  },
  {
    name: 'documents',
    address: '/docs/',
    label: 'Documents',
    title: 'Documents: Crumbless',
    description: 'How to use it, what it does, what to expect, and what is stored and sent.',
    read: async (root) => ({ described: GROUPS.map((group) => ({ ...group, documents: group.documents.map((document) => ({ ...document, description: renderDocument(document.file, root).description })) })) }),
  },
  {
    name: 'commands',
    address: '/commands/',
    label: 'Commands',
    title: 'Commands: Crumbless',
    description: 'Every command with its parameters and an example that runs on this page.',
  },
  {
    name: 'snippet',
    address: '/snippet/',
    label: 'Your snippet',
    title: 'Build your snippet: Crumbless',
    description: 'A form that writes the tracking code for your pages.',
  },
  {
    name: 'demo',
    address: '/demo/',
    label: 'Demo',
    title: 'See what a page sends: Crumbless',
    description: 'A page with the standard Matomo snippet, and a live list of every hit it sends, decoded.',
  },
  {
    name: 'dashboard',
    address: '/dashboard/',
    label: 'Dashboard',
    title: 'What visitors do: Crumbless',
    description: 'A live dashboard of page views, sources, Web Vitals, scroll depth, forms and media, and a page to try them on.',
    read: readDashboard,
  },
  {
    name: 'anonymous',
    address: '/anonymous/',
    title: 'Ledger',
    description: 'A small application that reports to three servers: everything to its own, anonymously to two others.',
    needsServer: true,
  },
  {
    name: 'measurements',
    address: '/measurements/',
    label: 'Measurements',
    title: 'Measurements: Crumbless',
    description: 'Speed and file sizes compared with a matomo.js: the latest benchmark.',
    read: readMeasurements,
  },
];

/** @type {readonly Page[]} those with a label stand in the navigation, in this order */
export const PAGES = Object.freeze([
  ...OWN,
  ...DOCUMENTS.map(({ file, address }) => ({
    name: 'document',
    address,
    read: async (root) => ({ file, groups: GROUPS, documents: DOCUMENTS, ...renderDocument(file, root) }),
  })),
]);

/** Where the site's own addresses stand in its HTML. */
const ADDRESSES = /\b(href|src|action)="\/(?!\/)|(\bu=)"\/";/g;

/**
 * Reads templates each time, so an edit shows on the next reload.
 *
 * @param {Page} page
 * @param {object} options
 * @param {string} options.root the project's folder
 * @param {string} [options.siteId] the site that the snippet names
 * @param {string} [options.base] where the site begins on its host, with a slash at both ends
 * @param {boolean} [options.isStatic] there is no server behind it: the page itself collects what it sends
 * @returns {Promise<string>} HTML
 */
export async function renderPage(page, { root, siteId = '1', base = '/', isStatic = false }) {
  const eta = new Eta({ views: path.join(root, 'www/pages') });
  const data = (await page.read?.(root)) ?? {};
  const known = {
    title: page.title ?? `${data.title}: Crumbless`,
    description: page.description ?? data.description,
    page,
    pages: PAGES.filter(({ label }) => label),
    siteId,
    isStatic,
    version: VERSION,
    source: SOURCE,
  };
  const html = await eta.render(page.name, { ...data, ...known });
  return base === '/' ? html : html.replace(ADDRESSES, (_, attribute, variable) => (attribute ? `${attribute}="${base}` : `${variable}"${base}";`));
}
