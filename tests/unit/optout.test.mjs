/** Whose messages the opt-out listener hears, by their origin; tests/e2e/matomo-frames.test.mjs has the form itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { respondToOptOut } from '../../js/full/optout.js';
import { setPage } from './support/globals.mjs';

const CASES = [
  // The Matomo of the tracker, the message's origin, whether it is heard.
  ['https://stats.example/matomo/', 'https://stats.example', true],
  ['https://stats.example:8443/', 'https://stats.example:8443', true],
  ['//stats.example/', 'http://stats.example', true],
  ['http://stats.example/', 'https://stats.example', true],
  ['https://stats.example/', 'http://stats.example', false],
  ['https://stats.example/', 'https://stats.example:8443', false],
  ['https://stats.example/', 'https://other.stats.example', false],
  ['https://stats.example/', 'null', false],
];

for (const [matomo, origin, isHeard] of CASES) {
  test(`a message from ${origin} is ${isHeard ? '' : 'not '}heard for a tracker of ${matomo}`, (t) => {
    const { window, document } = setPage(t);
    const [done, posted] = [[], []];
    const frame = (src) => ({ src, contentWindow: { postMessage: (message, to) => posted.push([src, JSON.parse(message), to]) } });
    document.querySelectorAll = () => [frame(`${origin}/opt-out`), frame('https://stranger.example/opt-out'), frame('')];
    respondToOptOut(() => [{
      getMatomoUrl: () => matomo,
      isConsentRequired: () => false,
      hasConsent: () => false,
      forgetConsentGiven: () => done.push('forgotten'),
    }]);
    window.happens('message', { origin, data: '{"maq_opted_in":false}' });
    assert.deepEqual(done, isHeard ? ['forgotten'] : []);
    const message = { maq_confirm_opted_in: false, maq_url: matomo, maq_optout_by_default: false };
    assert.deepEqual(posted, isHeard ? [[`${origin}/opt-out`, message, origin]] : []);
  });
}
