// `enableErrorPages`: page views of pages that say they are an error. Three can say so: the site by the command, the page by a `meta`
// element, and the response that the document came with. Of these the first that says anything counts.

import { logError } from '../page/console.js';
import { attempt, invoke, member, resolved } from '../page/dom.js';
import { optionsOf } from './given.js';

const CATEGORY = 'Error Page';
/** Applications change the head some time after the address: what stands there so long is said of the page, in milliseconds. */
const SETTLE_MS = 1000;
/** What prerenderers (https://docs.prerender.io/docs/best-practices) and static hosts (https://indieweb.org/meta_http-equiv_status) read. */
const SELECTOR = 'meta[name="prerender-status-code" i],meta[name="status" i],meta[http-equiv="status" i]';
const isError = (status) => status >= 400 && status <= 599;

/**
 * @param {import('../full/engagement.js').View} view
 * @param {object} [options]
 * @param {number} [options.status] of the page that is shown
 * @param {boolean} [options.response] whether the status of the document's response counts
 * @returns {import('../full/engagement.js').Measure}
 */
export function measureErrorPages(view, options) {
  const { response = true } = optionsOf('enableErrorPages', options);
  let declared = statusOf(options);
  let status, timer, isSaid, isWarned;

  /** Looks at what the page says now. */
  function look() {
    status = declared ?? ofMeta() ?? (response ? ofResponse() : undefined);
  }
  function ofMeta() {
    const all = attempt(() => invoke(member(document, 'head'), 'querySelectorAll', SELECTOR)) || [];
    for (let index = 0; index < all.length; index += 1) {
      const [, found] = /^\s*([1-5]\d\d)(?!\w)/.exec(invoke(all[index], 'getAttribute', 'content')) || [];
      if (found) return +found;
    }
    if (all.length && !isWarned) {
      isWarned = true;
      logError('Crumbless: enableErrorPages: the meta element has no status: give its content a number from 100 to 599, such as 404');
    }
    return undefined;
  }
  function say() {
    clearTimeout(timer);
    timer = undefined;
    if (!isError(status) || isSaid || !view.isOpen()) return;
    isSaid = true;
    view.trackNow([CATEGORY, String(status), nameOf(view.address(), view.referrer())]);
  }
  function watch(milliseconds) {
    look();
    if (isError(status) && !isSaid) timer ??= setTimeout(settle, milliseconds);
  }
  function settle() {
    look();
    say();
  }
  const observer = new MutationObserver(() => watch(SETTLE_MS));
  function begin() {
    clearTimeout(timer);
    timer = undefined;
    isSaid = false;
    // An application may have made another.
    attempt(() => observer.observe(member(document, 'head'), { childList: true, subtree: true, attributes: true, attributeFilter: ['content', 'name', 'http-equiv'] }));
    // What the site declares needs no time, but stands behind the page view.
    watch(declared ? 0 : SETTLE_MS);
  }
  begin();

  return {
    begin,
    repeat(given) {
      declared = statusOf(given) ?? declared;
      if (view.isOpen()) watch(0);
    },
    take(isOver) {
      // Of an application that has left its page, the document is another already: what was seen last counts.
      if (!isOver) look();
      say();
      if (isOver) declared = undefined;
    },
  };
}

/** The status that the command was given. */
function statusOf(options) {
  const { status } = optionsOf('enableErrorPages', options);
  if (status !== undefined && !(typeof status == 'number' && isError(status) && status % 1 === 0)) {
    throw new TypeError('enableErrorPages: status needs a number from 400 to 599');
  }
  return status;
}

/** Of the document: the pages that an application shows at other addresses are none of its. */
function ofResponse() {
  const [entry] = attempt(() => performance.getEntriesByType('navigation')) || [];
  const isShown = entry && withoutHash(entry.name) === withoutHash(location.href);
  return isShown && entry.responseStatus || undefined;
}

const withoutHash = (url) => url.replace(/#.*$/, '');

/** A page and where it was come from, without their parameters: `/missing (from /list)`. */
function nameOf(address, referrer) {
  const page = attempt(() => resolved(address));
  if (!page) return undefined;
  const from = referrer && attempt(() => resolved(referrer));
  const origin = from && (from.host === page.host ? '' : `${from.protocol}//${from.host}`);
  return pathOf(page) + (from ? ` (from ${origin}${pathOf(from)})` : '');
}

/** The path; where the hash has a route (`#/list`), that too. */
function pathOf({ pathname, hash }) {
  const [route] = /^#[/!][^?]*/.exec(hash) || [''];
  return pathname + route;
}
