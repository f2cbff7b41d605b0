import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expireCookies } from '../../js/page/cookies.js';
import { setGlobals } from './support/globals.mjs';

/** Expires the cookies of a document and returns what was written to it. */
function writtenFor(t, cookies, hostname = 'site.example') {
  const written = [];
  const document = Object.create({
    get cookie() { return cookies; },
    set cookie(cookie) { written.push(cookie); },
  });
  setGlobals(t, { document, location: { hostname } });
  expireCookies();
  return written;
}

const names = (written) => [...new Set(written.map((cookie) => cookie.split('=')[0]))];

describe('cookies an earlier matomo.js left', () => {
  test('are expired', (t) => {
    const written = writtenFor(t, '_pk_id.7.1fff=abc.1; _pk_ses.7.1fff=1; _pk_ref.7=x; mtm_consent=1; mtm_cookie_consent=1');
    assert.deepEqual(names(written), ['_pk_id.7.1fff', '_pk_ses.7.1fff', '_pk_ref.7', 'mtm_consent', 'mtm_cookie_consent']);
    for (const cookie of written) {
      assert.match(cookie, /^[^=]+=;path=\/;max-age=0(;domain=\.[a-z.]+)?$/);
    }
  });

  test('but the visitor’s refusal stays', (t) => {
    assert.deepEqual(writtenFor(t, 'mtm_consent_removed=1700000000000'), []);
  });

  test('and the site’s own cookies are not touched', (t) => {
    const others = ['session=1', 'xmtm_consent=1', 'x_pk_id=1', 'mtm=1', '_pk=1', 'a=_pk_id', 'b=mtm_consent', '_PK_id=1', ''];
    assert.deepEqual(writtenFor(t, others.join('; ')), []);
  });

  test('on the host and the domains above it, but on no top-level domain', (t) => {
    const expired = '_pk_id=;path=/;max-age=0';
    assert.deepEqual(writtenFor(t, 'a=1; _pk_id=x; b=2', 'www.shop.site.example'), [
      expired, `${expired};domain=.www.shop.site.example`, `${expired};domain=.shop.site.example`, `${expired};domain=.site.example`,
    ]);
    assert.deepEqual(writtenFor(t, '_pk_id=x', 'localhost'), [expired]);
    assert.deepEqual(writtenFor(t, '_pk_id=x', ''), [expired]);
  });

  test('nothing is written where there is nothing to expire', (t) => {
    assert.deepEqual(writtenFor(t, ''), []);
  });
});
