export default {
  title: 'A site made with Docusaurus',
  titleDelimiter: '-',
  url: 'https://site.example',
  baseUrl: '/',
  plugins: [['crumbless/docusaurus', { url: 'https://matomo.example/', siteId: '7' }]],
  presets: [['@docusaurus/preset-classic', { docs: { routeBasePath: '/' }, blog: false }]],
};
