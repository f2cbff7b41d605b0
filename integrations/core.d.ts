import type { SnippetOptions } from '../js/snippet.js';

/** All options of the snippet; `url` and `siteId` are needed. */
export type IntegrationOptions = SnippetOptions;
