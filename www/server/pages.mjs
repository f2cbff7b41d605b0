/**
 * The list of the site's pages, and a page's HTML, rendered from its template in `www/pages` and the layout there
 * (https://eta.js.org).
 *
 * @module
 */
import path from 'node:path';
import { Eta } from 'eta';
import { readDevice } from './device.mjs';
import { readMeasurements } from './measurements.mjs';

/**
 * @typedef {object} Page
 * @property {string} name of its template
 * @property {string} address
 * @property {string} label in the navigation
 * @property {string} title
 * @property {string} description
 * @property {(root: string) => Promise<object>} [read] further data for its template, from the project's folder
 */

/** @type {readonly Page[]} in the order of the navigation */
export const PAGES = Object.freeze([
  {
    name: 'try',
    address: '/',
    label: 'Try it',
    title: 'Crumbless: see what a page sends',
    description: 'A page with the standard Matomo snippet, and a live list of every hit it sends, decoded.',
  },
  {
    name: 'anonymous',
    address: '/anonymous/',
    label: 'Anonymous',
    title: 'Ledger',
    description: 'A small application that reports to three servers: everything to its own, anonymously to two others.',
  },
  {
    name: 'snippet',
    address: '/snippet/',
    label: 'Build your snippet',
    title: 'Build your snippet: Crumbless',
    description: 'A form that writes the tracking code for your pages.',
  },
  {
    name: 'commands',
    address: '/commands/',
    label: 'Reference',
    title: 'Reference: Crumbless',
    description: 'Every command with its parameters and an example that runs on this page.',
  },
  {
    name: 'switch',
    address: '/switch/',
    label: 'Switch',
    title: 'Switch: Crumbless',
    description: 'How to switch a Matomo host over and back: nginx, Apache, caching, many sites and heavy traffic.',
  },
  {
    name: 'measurements',
    address: '/measurements/',
    label: 'Measurements',
    title: 'Measurements: Crumbless',
    description: 'File sizes and speed compared with a matomo.js: the latest benchmark, with missed targets.',
    read: readMeasurements,
  },
  {
    name: 'privacy',
    address: '/privacy/',
    label: 'Privacy',
    title: 'Privacy: Crumbless',
    description: 'What is not stored and how that is verified, what is sent, and what a visitor can do.',
    read: readDevice,
  },
]);

/**
 * Reads templates each time, so an edit shows on the next reload.
 *
 * @param {Page} page
 * @param {object} options
 * @param {string} options.root the project's folder
 * @param {string} [options.siteId] the site that the snippet names
 * @returns {Promise<string>} HTML
 */
export async function renderPage(page, { root, siteId = '1' }) {
  const eta = new Eta({ views: path.join(root, 'www/pages') });
  return eta.render(page.name, { page, pages: PAGES, siteId, ...(await page.read?.(root)) });
}
