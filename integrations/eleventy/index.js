/**
 * Eleventy plugin. It puts the snippet into the head of every HTML page and the tracker's files beside them, when the site is
 * built; with `--serve` or `--watch` it does nothing.
 *
 *   import crumbless from 'crumbless/eleventy';
 *   export default (eleventyConfig) => {
 *     eleventyConfig.addPlugin(crumbless, { url: 'https://your.matomo.example/', siteId: 1 });
 *   };
 *
 * @module
 */
import path from 'node:path';
import process from 'node:process';
import { headSnippet, insertIntoHead, siteFiles } from '../core.js';

/**
 * @param {any} eleventyConfig
 * @param {import('../core.js').IntegrationOptions} options
 */
export default function crumbless(eleventyConfig, options) {
  const head = headSnippet(options, { base: eleventyConfig.pathPrefix || '/' });
  if (process.env.ELEVENTY_RUN_MODE !== 'build') return;
  // Eleventy wants paths as seen from the project's folder.
  const copies = siteFiles(options).map(({ from, to }) => [path.relative(process.cwd(), from).replaceAll('\\', '/'), to]);
  eleventyConfig.addPassthroughCopy(Object.fromEntries(copies));
  eleventyConfig.addTransform('crumbless', function addSnippet(content) {
    return String(this.page.outputPath).endsWith('.html') ? insertIntoHead(content, head) : content;
  });
}
