// What the console is told. A page may have replaced it or taken it away: that costs the line, and nothing else.

import { attempt } from './dom.js';

const telling = (how) => (...words) => attempt(() => Reflect.apply(console[how], console, words));

export const complain = /* @__PURE__ */ telling('error');
export const warn = /* @__PURE__ */ telling('warn');
export const inform = /* @__PURE__ */ telling('info');
export const log = /* @__PURE__ */ telling('log');
