import type { IntegrationOptions } from '../core.js';

/** Eleventy plugin: the tracker on every page of the built site. */
export default function crumbless(eleventyConfig: any, options: IntegrationOptions): void;
