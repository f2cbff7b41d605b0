/**
 * Astro integration. It puts the snippet into the head of every page and the tracker's files beside them, when the site is built;
 * `astro dev` has no tracker. With `<ClientRouter />` each page that is shown counts, not only the first.
 *
 *   import crumbless from 'crumbless/astro';
 *   export default defineConfig({ integrations: [crumbless({ url: 'https://your.matomo.example/', siteId: 1 })] });
 *
 * @module
 */
import { fileURLToPath } from 'node:url';
import { copyFiles, headSnippet } from '../core.js';

/**
 * @param {import('../core.js').IntegrationOptions} options
 * @returns {import('astro').AstroIntegration}
 */
export default function crumbless(options) {
  return {
    name: 'crumbless',
    hooks: {
      'astro:config:setup': ({ command, config, injectScript }) => {
        const html = headSnippet({ ...options, form: 'inline' }, { base: config.base, spa: true });
        if (command === 'build') injectScript('head-inline', codeOf(html));
      },
      'astro:build:done': ({ dir }) => copyFiles(options, fileURLToPath(dir)),
    },
  };
}

/** Astro writes the script element itself; no `<` stands in the snippet's code. */
function codeOf(html) {
  return /<script[^>]*>\s*([^<]*?)\s*<\/script>/.exec(html)[1];
}
