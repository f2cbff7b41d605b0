// Entry of dist/module/crumbless.js: the tracker for applications made of modules.

export { Matomo, Matomo as default, createTracker, paq, version } from './tracker.js';
