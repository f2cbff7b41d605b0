// What the console is told. A page may have replaced it or taken it away: that costs the line, and nothing else.

import { attempt } from './dom.js';

const telling = (how) => (...words) => attempt(() => Reflect.apply(console[how], console, words));

export const logError = /* @__PURE__ */ telling('error');
export const logWarning = /* @__PURE__ */ telling('warn');
export const logInfo = /* @__PURE__ */ telling('info');
export const log = /* @__PURE__ */ telling('log');
