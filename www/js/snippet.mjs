/**
 * The page's snippet, shown on the page: it is the one inline script.
 *
 * @module
 */
import { byId } from './dom.mjs';

/** Shows it exactly as in the page. */
export function showSnippet() {
  const script = document.querySelector('script:not([src])');
  byId('snippet').textContent = `<!-- Matomo -->\n<script>${script?.textContent ?? ''}</script>\n<!-- End Matomo Code -->`;
}
