import type { LoadContext, Plugin } from '@docusaurus/types';
import type { IntegrationOptions } from '../core.js';

/** Docusaurus plugin: the tracker on every page of the built site. */
export default function crumbless(context: LoadContext, options: IntegrationOptions & { id?: string }): Plugin;
