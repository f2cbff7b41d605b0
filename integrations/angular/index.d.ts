import type { EnvironmentProviders } from '@angular/core';
import type { Options } from 'crumbless';

/** Starts the tracker and counts each page that the router shows. The options are those of `createTracker`. */
export function provideCrumbless(options: Options): EnvironmentProviders;
