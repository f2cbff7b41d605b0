import { defineConfig } from 'astro/config';
import crumbless from 'crumbless/astro';

export default defineConfig({
  integrations: [crumbless({ url: 'https://matomo.example/', siteId: '7' })],
});
