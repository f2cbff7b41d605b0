// The one place that touches cookies: it expires those an earlier matomo.js left behind.

import { assign, member } from './dom.js';

/** Expires every `_pk_*` and `mtm_*` cookie but the visitor's own refusal, on this host and the domains above it. */
export function expireCookies() {
  for (const cookie of readCookies().split('; ')) {
    const name = cookie.split('=')[0];
    if (!/^(_pk_|mtm_(?!consent_removed))/.test(name)) continue;
    const expired = name + '=;path=/;max-age=0';
    assign(document, 'cookie', expired);
    for (let host = '.' + location.hostname; host.indexOf('.', 1) > 0; host = host.slice(host.indexOf('.', 1))) {
      assign(document, 'cookie', expired + ';domain=' + host);
    }
  }
}

function readCookies() {
  try {
    return member(document, 'cookie');
  } catch {
    return ''; // A page in a sandbox has none, and may not even ask (https://html.spec.whatwg.org/multipage/dom.html#dom-document-cookie).
  }
}
