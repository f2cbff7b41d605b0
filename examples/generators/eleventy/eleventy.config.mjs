import crumbless from 'crumbless/eleventy';

export default (eleventyConfig) => {
  eleventyConfig.addPlugin(crumbless, { url: 'https://matomo.example/', siteId: '7' });
};
