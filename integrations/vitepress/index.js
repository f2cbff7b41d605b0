/**
 * VitePress: wraps the site's configuration. The snippet comes into the head of every page and the tracker's files beside them, when
 * the site is built; `vitepress dev` calls neither of the two hooks. Each page that the client-side router shows counts.
 *
 *   import { withCrumbless } from 'crumbless/vitepress';
 *   export default withCrumbless(defineConfig({ title: 'My site' }), { url: 'https://your.matomo.example/', siteId: 1 });
 *
 * @module
 */
import { copyFiles, headSnippet, insertIntoHead } from '../core.js';

/**
 * @template {import('vitepress').UserConfig<any>} Config
 * @param {Config} config
 * @param {import('../core.js').IntegrationOptions} options
 * @returns {Config} with the site's own hooks kept
 */
export function withCrumbless(config, options) {
  const headFor = (site) => headSnippet(options, { base: site.base, spa: true });
  headFor({ base: '/' }); // reports a wrong option at the start, also in development
  return {
    ...config,
    async transformHtml(html, id, context) {
      const own = await config.transformHtml?.(html, id, context);
      return insertIntoHead(own || html, headFor(context.siteConfig.site));
    },
    async buildEnd(siteConfig) {
      await config.buildEnd?.(siteConfig);
      copyFiles(options, siteConfig.outDir);
    },
  };
}
