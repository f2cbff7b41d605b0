// Lists and objects without what pages may have replaced: js/host.js has the functions and says why.

export { findIn, isIn, keysOf, mapped, those, trimmed } from './host.js';
