/** Who may show a page in the overlay; tests/e2e/matomo-frames.test.mjs has it in a browser, which says who shows the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overlaySession } from '../../js/full/overlay.js';
import { setGlobals } from './support/globals.mjs';

const MATOMO = 'https://stats.example/matomo/';
const START = 'index.php?module=Overlay&action=startOverlaySession&idSite=7&period=day&date=today';
const NAME = 'Matomo_Overlay###day###today###';
const SITE = 'https://site.example';

/** What the page shows, and what the frame is called then. */
function sessionOf(t, { matomo = MATOMO, site = '7', name = 'given', parents, referrer = '', isTop = false }) {
  const window = { name };
  const document = { referrer, baseURI: `${SITE}/page` };
  setGlobals(t, { window, top: isTop ? window : {}, document, location: { origin: SITE, ancestorOrigins: parents } });
  return [overlaySession(site, matomo)?.join(), window.name];
}

const SHOWN = 'day,today,';
const STARTED = [SHOWN, NAME];
const NOT_STARTED = [undefined, 'given'];
const GOES_ON = [SHOWN, NAME];
const ONLY_NAMED = [undefined, NAME];

/** `parents` are given by browsers that say who shows the page; the others are Firefox. */
const CASES = [
  ['Matomo starts it', { referrer: MATOMO + START }, STARTED],
  ['Matomo starts it, and is what shows the page', { referrer: MATOMO + START, parents: ['https://stats.example'] }, STARTED],
  ['Matomo starts it, with other parameters first', { referrer: MATOMO + START.replace('?', '?a=1&') }, STARTED],
  ['Matomo is over https, the tracker not', { matomo: MATOMO.replace('https', 'http'), referrer: MATOMO + START, parents: ['https://stats.example'] }, STARTED],
  ['Matomo was named without the last slash', { matomo: MATOMO.slice(0, -1), referrer: MATOMO + START }, STARTED],
  ['Matomo was named by its path', { matomo: '/matomo/', referrer: `${SITE}/matomo/${START}`, parents: [SITE] }, STARTED],
  ['outside of frames', { referrer: MATOMO + START, isTop: true }, NOT_STARTED],
  ['for another site', { referrer: MATOMO + START, site: '8' }, NOT_STARTED],
  ['another host', { referrer: `https://stats.example.evil.example/matomo/${START}` }, NOT_STARTED],
  ['another port', { referrer: `https://stats.example:8443/matomo/${START}` }, NOT_STARTED],
  ['another folder', { referrer: `https://stats.example/matomo2/${START}` }, NOT_STARTED],
  ['another folder that begins like one without a last slash', { matomo: MATOMO.slice(0, -1), referrer: `https://stats.example/matomo2/${START}` }, NOT_STARTED],
  ['over http, the tracker over https', { referrer: MATOMO.replace('https', 'http') + START }, NOT_STARTED],
  ['the address in a query', { referrer: `https://evil.example/?${MATOMO}${START}` }, NOT_STARTED],
  ['in the path, not in the query', { referrer: MATOMO + START.replace('?', '&') }, NOT_STARTED],
  ['Matomo starts it, in a frame of a stranger', { referrer: MATOMO + START, parents: ['https://evil.example', 'https://stats.example'] }, NOT_STARTED],
  ['a parent without an origin', { referrer: MATOMO + START, parents: ['null'] }, NOT_STARTED],
  ['no address at all', { matomo: 'https://', referrer: MATOMO + START }, undefined],

  ['goes on, Matomo shows the page', { name: NAME, referrer: `${SITE}/before`, parents: ['https://stats.example'] }, GOES_ON],
  ['goes on where no referrer comes', { name: NAME, parents: ['https://stats.example'] }, GOES_ON],
  ['goes on from the site', { name: NAME, referrer: `${SITE}/before` }, GOES_ON],
  ['goes on from Matomo', { name: NAME, referrer: `${MATOMO}index.php` }, GOES_ON],
  ['a stranger gave the name', { name: NAME, referrer: 'https://evil.example/', parents: ['https://evil.example'] }, ONLY_NAMED],
  ['a stranger gave the name, and the visitor went on', { name: NAME, referrer: `${SITE}/before`, parents: ['https://evil.example'] }, ONLY_NAMED],
  ['a stranger gave the name to a browser that does not say so', { name: NAME, referrer: 'https://evil.example/' }, ONLY_NAMED],
  ['a stranger gave the name and no referrer', { name: NAME }, ONLY_NAMED],
  ['a stranger whose host begins like the site’s', { name: NAME, referrer: `${SITE}.evil.example/` }, ONLY_NAMED],
];

for (const [title, page, expected] of CASES) {
  test(`${title}: ${expected ? expected[0] ?? 'none' : 'throws, which is none'}`, (t) => {
    if (expected) assert.deepEqual(sessionOf(t, page), expected);
    else assert.throws(() => sessionOf(t, page));
  });
}
