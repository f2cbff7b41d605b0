// A configuration of VitePress with the tracker: what it lets pass, and what it refuses.

import { defineConfig } from 'vitepress';
import { withCrumbless } from 'crumbless/vitepress';

export default withCrumbless(defineConfig({ title: 'A site' }), { url: 'https://stats.example/', siteId: 1 });

// @ts-expect-error an option that is misspelt
withCrumbless({}, { url: 'https://stats.example/', siteId: 1, heartbeat: 15 });
