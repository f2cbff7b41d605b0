/**
 * A demo is no place to leave by accident, and it works without a network.
 *
 * @module
 */
import { byId } from './dom.mjs';

/** The window hears a click last, so whatever listens in the document, such as the tracker, has seen it as an ordinary one. */
export function stayHere() {
  window.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (!link || link.origin === location.origin) return;
    event.preventDefault();
    byId('stayed').textContent = 'The click was sent; the demo stays on this page.';
  });
}
