// A request as the parameters that it is made of.

import { attempt } from '../page/dom.js';
import { mapped } from '../page/lists.js';

const decoded = (text) => attempt(() => decodeURIComponent(text.replace(/\+/g, ' '))) ?? text;

/**
 * @param {string} request
 * @returns {{text: string, name: string, value: string}[]} each as it stands there, and what it says
 */
export const pairsOf = (request) => mapped(request.split('&'), (text) => {
  const [, name, value] = /^([^=]*)=?([^]*)/.exec(text);
  return { text, name: decoded(name), value: decoded(value) };
});
