/**
 * What makes hits on the dashboard: routes as an application has them, and a sound. The form and the rating need nothing: the tracker finds
 * them by itself.
 *
 * @module
 */
import { byId, element } from '../dom.mjs';
import { showSnippet } from '../snippet.mjs';
import { stayHere } from '../stay.mjs';

/** The sound: so many seconds of a chord, in samples of a byte. */
const SECONDS = 6;
const RATE = 8000;
const CHORD = [261.63, 329.63, 392];
const HEADER_BYTES = 44;

/** Makes the controls work. */
export function prepareControls() {
  prepareRoutes();
  prepareSound();
  stayHere();
  showSnippet();
}

/** A route changes the address and the title, and nothing is pushed: `enableSpaTracking` counts it. */
function prepareRoutes() {
  const links = [...document.querySelectorAll('[data-route]')];
  const title = document.title;
  const wanted = () => links.find((link) => link.search === location.search) ?? links[0];
  const show = (link) => {
    for (const other of links) other.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'page');
    for (const text of document.querySelectorAll('[data-route-text]')) text.hidden = text.dataset.routeText !== link.dataset.route;
    document.head.querySelector('meta[name="status"]')?.remove();
    if (link.dataset.route === 'missing') document.head.append(element('meta', { name: 'status', content: '404' }));
    document.title = link === links[0] ? title : `${link.textContent}: Crumbless`;
  };
  show(wanted());
  for (const link of links) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      if (link.search !== location.search) history.pushState(null, '', link.href);
      show(link);
    });
  }
  window.addEventListener('popstate', () => show(wanted()));
}

/** Made here, when somebody wants to hear it: the site has no file for it. */
function prepareSound() {
  const sound = byId('chord');
  const button = byId('play');
  button.addEventListener('click', () => {
    if (!sound.src) sound.src = URL.createObjectURL(new Blob([wave()], { type: 'audio/wav' }));
    if (sound.paused) sound.play().catch(({ message }) => { byId('played').textContent = `The browser does not play it: ${message}`; });
    else sound.pause();
  });
  const tell = () => {
    button.textContent = sound.paused ? 'Play a sound' : 'Pause the sound';
    byId('played').textContent = `${Math.round(sound.currentTime)} of ${SECONDS} seconds.`;
  };
  for (const event of ['play', 'pause', 'ended', 'timeupdate']) sound.addEventListener(event, tell);
}

/** A WAVE file (https://www.loc.gov/preservation/digital/formats/fdd/fdd000001.shtml): PCM, one channel, eight bits. */
function wave() {
  const samples = SECONDS * RATE;
  const bytes = new DataView(new ArrayBuffer(HEADER_BYTES + samples));
  const text = (at, letters) => [...letters].forEach((letter, index) => bytes.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  bytes.setUint32(4, HEADER_BYTES - 8 + samples, true);
  text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true);
  bytes.setUint16(22, 1, true);
  bytes.setUint32(24, RATE, true);
  bytes.setUint32(28, RATE, true);
  bytes.setUint16(32, 1, true);
  bytes.setUint16(34, 8, true);
  text(36, 'data');
  bytes.setUint32(40, samples, true);
  for (let index = 0; index < samples; index += 1) bytes.setUint8(HEADER_BYTES + index, 128 + loudness(index / RATE));
  return bytes.buffer;
}

/** Soft from its beginning to its end, so that nothing cracks. */
function loudness(second) {
  const envelope = Math.sin((Math.PI * second) / SECONDS);
  const chord = CHORD.reduce((sum, pitch) => sum + Math.sin(2 * Math.PI * pitch * second), 0) / CHORD.length;
  return Math.round(40 * envelope * chord);
}
