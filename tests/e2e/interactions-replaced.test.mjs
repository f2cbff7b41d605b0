/** Forms and elements on pages whose libraries have replaced what the language and the document have: the events are the same. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { HEARING, eventsOf } from './support/hearing.mjs';
import { ALL_AT_ONCE, OTHERS } from './support/replacing.mjs';
import { AT_ONCE, startWorld } from './support/world.mjs';

/** Acts by itself: drivers need what was replaced. Typing by `execCommand` is as the visitor's. */
const BODY = `<form id="signup" action="/account/new?token=4711" onsubmit="return false"><input id="mail" name="email"><button id="go">Go</button></form>
  <button id="own" data-track-event="Videos,play,Trailer,30">x</button><button id="json" data-track-event='["Videos, all","play"]'>x</button>
  <div class="plausible-event-name=Sign+up plausible-event-plan=pro"><b id="plausible">x</b></div><b id="umami" data-umami-event="Sign in" data-umami-event-plan="pro">x</b>
  <b id="widget" tabindex="0" data-track-event="Widget,use">x</b><button id="bad" data-track-event="bad">x</button>
  <script>(function wait() {
    if (!window.isHeard || !window.Matomo) return void later(wait, 5);
    var byId = function (id) { return document.getElementById(id); };
    byId('mail').focus();
    document.execCommand('insertText', false, 'a');
    byId('go').click();
    byId('own').click(); byId('json').click(); byId('plausible').click(); byId('umami').click(); byId('bad').click(); byId('bad').click();
    byId('widget').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }));
  })();</script>`;
const EVENTS = [
  ['Form', 'Start', 'signup /account/new', null], ['Form', 'Submit', 'signup /account/new', null], ['Videos', 'play', 'Trailer', '30'], ['Videos, all', 'play', null, null],
  ['Event', 'Sign up', 'plan: pro', null], ['Event', 'Sign in', 'plan: pro', null], ['Widget', 'use', null, null],
];

for (const file of [CORE, FALLBACK]) {
  const world = startWorld(fromRoot(file));
  describe(`forms and elements with ${file}, where`, AT_ONCE, () => {
    for (const [name, script] of Object.entries({ 'nothing is replaced': '', ...ALL_AT_ONCE, ...OTHERS })) {
      test(name, async (t) => {
        const paq = [['enableFormTracking', { start: true }], ['enableElementTracking'], ['trackPageView']];
        // The second command begins to listen after the first: both before the page acts, as they wait for one file.
        const visit = await world.visit(t, { ...HEARING, paq, head: `<script>var later = setTimeout;</script><script>${script}</script>`, body: BODY });
        assert.deepEqual(eventsOf(await visit.end(EVENTS.length + 1)), EVENTS);
        assert.deepEqual(visit.errors, []);
        assert.equal(visit.messages.filter(({ text }) => text.startsWith('Crumbless: data-track-event="bad"')).length, 1);
      });
    }
  });
}
