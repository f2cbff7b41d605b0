import type { UserConfig } from 'vitepress';
import type { IntegrationOptions } from '../core.js';

/** The configuration with the tracker on every page of the built site. */
export function withCrumbless<Config extends UserConfig<any>>(config: Config, options: IntegrationOptions): Config;
