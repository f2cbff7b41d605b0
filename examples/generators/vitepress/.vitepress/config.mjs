import { withCrumbless } from 'crumbless/vitepress';
import { defineConfig } from 'vitepress';

export default withCrumbless(
  defineConfig({ title: 'A site made with VitePress', titleTemplate: false }),
  { url: 'https://matomo.example/', siteId: '7' },
);
