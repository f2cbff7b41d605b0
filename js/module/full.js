// Entry of dist/module/full.js: the tracker with all commands from the start, and for dist/module/crumbless.js what it lacks.

export { Matomo, Matomo as default, createTracker, paq, version } from './tracker.js';
export { first, goOn, prepare, start } from './full-engine.js';
