import type { AstroIntegration } from 'astro';
import type { IntegrationOptions } from '../core.js';

/** Astro integration: the tracker on every page of the built site. */
export default function crumbless(options: IntegrationOptions): AstroIntegration;
