// The functions of the browser that call back, for Google's library and for us: what is thrown then, on a page that shows entries of its
// own, would be the page's error. The build puts these in the place of the globals.

import { invoke, member } from '../page/dom.js';
import { safely } from './safely.js';

/** One for each, so that a listener can be removed. */
const safe = (work) => work.safe ||= (...given) => safely(() => work(...given));

export const addEventListener = (type, listener, options) => invoke(window, 'addEventListener', type, safe(listener), options);
export const removeEventListener = (type, listener, options) => invoke(window, 'removeEventListener', type, safe(listener), options);
export const queueMicrotask = (work) => invoke(window, 'queueMicrotask', safe(work));
export const setTimeout = (work, milliseconds) => invoke(window, 'setTimeout', safe(work), milliseconds);
export const requestAnimationFrame = (work) => invoke(window, 'requestAnimationFrame', safe(work));
/** `requestIdleCallback`, as the library asks for it. */
export const requestIdle = (work, options) => member(window, 'requestIdleCallback') ? invoke(window, 'requestIdleCallback', safe(work), options) : setTimeout(work);
