// A configuration of Astro with the integration: what it lets pass, and what it refuses.

import { defineConfig } from 'astro/config';
import crumbless from 'crumbless/astro';

export default defineConfig({
  integrations: [crumbless({ url: 'https://stats.example/', siteId: 1, spa: true })],
});

// @ts-expect-error no site
crumbless({ url: 'https://stats.example/' });
