/**
 * Requests as cards in an element, newest first, none of them twice, and not more than can be looked through.
 *
 * @module
 */
import { requestCard } from './request-card.mjs';

/** As many as the server repeats; older ones leave the list. */
const MOST_REQUESTS = 200;

/**
 * @typedef {object} Entry
 * @property {any} request as the stream brought it
 * @property {any} inspection what the decoder says of it
 * @property {import('./request-card.mjs').RequestCard} card
 */

/**
 * @param {HTMLElement} node takes the cards
 * @param {Awaited<ReturnType<typeof import('./decoder.mjs').loadDecoder>>} decode
 * @param {import('./request-card.mjs').CardOptions} [options]
 */
export function createRequestList(node, decode, options) {
  /** @type {Entry[]} newest first */
  let entries = [];

  return {
    entries: () => entries,

    /**
     * @param {any[]} requests oldest first
     * @returns {Entry[]} those that are new, newest first
     */
    add(requests) {
      const isNew = ({ id }) => !entries.some(({ request }) => request.id === id);
      const added = requests.filter(isNew).map(entryOf).reverse();
      entries = [...added, ...entries];
      node.prepend(...added.map(({ card }) => card.node));
      for (const { card } of entries.splice(MOST_REQUESTS)) card.node.remove();
      return added;
    },

    /**
     * @param {{id: number, status: number}} outcome
     * @returns {Entry | undefined} whose it is
     */
    settle({ id, status }) {
      const entry = entries.find(({ request }) => request.id === id);
      if (!entry) return undefined;
      entry.request.status = status;
      entry.card.settle(status);
      return entry;
    },

    clear() {
      entries = [];
      node.replaceChildren();
    },
  };

  function entryOf(request) {
    const inspection = decode(request);
    return { request, inspection, card: requestCard(request, inspection, options) };
  }
}
