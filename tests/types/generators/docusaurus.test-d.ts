// The plugin as Docusaurus calls it: what it lets pass, and what it refuses.

import type { LoadContext, PluginModule } from '@docusaurus/types';
import crumbless from 'crumbless/docusaurus';

declare const context: LoadContext;

crumbless(context, { id: 'default', url: 'https://stats.example/', siteId: 1 }).name satisfies string;
export const plugin: PluginModule = (given, options) => crumbless(given, options as Parameters<typeof crumbless>[1]);

// @ts-expect-error the site's id is a number or a text
crumbless(context, { url: 'https://stats.example/', siteId: true });
