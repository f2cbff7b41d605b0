import type { Options } from 'crumbless';

/** Component for the root layout: starts the tracker and counts each page that the app router shows. Its props are the options of `createTracker`. */
export function Crumbless(options: Options): null;
