/**
 * What one server got: its requests with the addresses readable at once, and how many hits that makes.
 *
 * @module
 */
import { plural } from '../format.mjs';
import { createRequestList } from '../request-list.mjs';

/** Differs from server to server, so it is read without opening the hit. */
const GLANCE = ['url', 'urlref', 'uid', '_cvar'];

/**
 * @param {HTMLElement} node with a list, a count and a text for none
 * @param {Parameters<typeof createRequestList>[1]} decode
 */
export function createColumn(node, decode) {
  const part = (name) => /** @type {HTMLElement} */ (node.querySelector(name));
  const list = createRequestList(part('.requests'), decode, { heading: 'h4', glance: GLANCE, mark: 'XYZ' });
  const hitsOf = (wanted) =>
    list.entries().filter(({ request }) => wanted(request.status ?? 0)).reduce((sum, { inspection }) => sum + inspection.hits.length, 0);
  refresh();

  function refresh() {
    const refused = hitsOf((status) => status >= 400);
    part('.count').textContent = `${plural(count(), 'hit')}${refused > 0 ? `, ${refused} refused` : ''}`;
    part('.empty').hidden = list.entries().length > 0;
  }

  /** Hits that it accepted, or has not responded to yet. */
  function count() {
    return hitsOf((status) => status < 400);
  }

  return {
    count,

    /** @param {any[]} requests oldest first */
    add(requests) {
      list.add(requests);
      refresh();
    },

    /** @param {{id: number, status: number}} outcome may belong to a request to another server */
    settle(outcome) {
      if (list.settle(outcome)) refresh();
    },

    clear() {
      list.clear();
      refresh();
    },
  };
}
