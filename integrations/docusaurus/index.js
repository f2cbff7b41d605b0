/**
 * Docusaurus plugin. It puts the snippet into the head of every page and the tracker's files beside them, when the site is built;
 * `docusaurus start` has no tracker. Each page that the client-side router shows counts.
 *
 *   plugins: [['crumbless/docusaurus', { url: 'https://your.matomo.example/', siteId: 1 }]],
 *
 * @module
 */
import process from 'node:process';
import { copyFiles, headSnippet } from '../core.js';

/**
 * @param {import('@docusaurus/types').LoadContext} context
 * @param {import('../core.js').IntegrationOptions & {id?: string}} pluginOptions `id` is Docusaurus's own
 * @returns {import('@docusaurus/types').Plugin}
 */
export default function crumbless(context, pluginOptions) {
  const options = Object.fromEntries(Object.entries(pluginOptions).filter(([name]) => name !== 'id'));
  const head = headSnippet(options, { base: context.baseUrl, spa: true });
  return {
    name: 'crumbless',
    injectHtmlTags: () => (process.env.NODE_ENV === 'production' ? { headTags: [head] } : {}),
    postBuild: async ({ outDir }) => copyFiles(options, outDir),
  };
}
