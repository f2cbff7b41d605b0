/**
 * What a page says when something is missing, and its start with the decoder, which may be.
 *
 * @module
 */
import { loadDecoder } from './decoder.mjs';
import { byId } from './dom.mjs';

/** @param {(decode: Awaited<ReturnType<typeof loadDecoder>>) => void} start */
export async function startWithDecoder(start) {
  try {
    start(await loadDecoder());
  } catch (error) {
    notice(`The decoder could not be loaded: run “npm run build”. ${error.message}`);
  }
}

/** @param {string} text empty for none */
export function notice(text) {
  byId('notice').textContent = text;
  byId('notice').hidden = text === '';
}
