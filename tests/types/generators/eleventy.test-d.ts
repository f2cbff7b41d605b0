// A configuration of Eleventy with the plugin: what it lets pass, and what it refuses. Eleventy has no types of its own.

import crumbless from 'crumbless/eleventy';

export default (eleventyConfig: { addPlugin<Options>(plugin: (config: any, options: Options) => void, options: Options): void }) => {
  eleventyConfig.addPlugin(crumbless, { url: 'https://stats.example/', siteId: '1', domains: ['shop.example'] });
  // @ts-expect-error no address
  eleventyConfig.addPlugin(crumbless, { siteId: 1 });
};
