/**
 * What arrived, as facts: none twice, none that the server refused, and not more than can be counted at every hit.
 *
 * @module
 */
import { factOf, hitsOf } from './facts.mjs';

const MOST_HITS = 5000;
/** From here on a response says that the hits were not taken (https://httpwg.org/specs/rfc9110.html#status.codes). */
const REFUSED = 400;

/**
 * @param {Awaited<ReturnType<typeof import('../decoder.mjs').loadDecoder>>} decode
 * @param {number} [most]
 */
export function createLog(decode, most = MOST_HITS) {
  /** @type {Map<number, (import('./facts.mjs').Fact | undefined)[]>} by the request's id, oldest first */
  let requests = new Map();
  let count = 0;

  function drop(id) {
    count -= requests.get(id)?.length ?? 0;
    return requests.delete(id);
  }

  return {
    facts: () => [...requests.values()].flat(),

    /**
     * @param {any[]} added as the stream brings them
     * @returns {boolean} whether a hit came
     */
    add(added) {
      let isNew = false;
      for (const request of added) {
        if (requests.has(request.id) || request.status >= REFUSED) continue;
        const facts = hitsOf(request, decode(request)).map(factOf);
        requests.set(request.id, facts);
        count += facts.length;
        isNew ||= facts.length > 0;
        while (count > most && requests.size > 1) drop(requests.keys().next().value);
      }
      return isNew;
    },

    /**
     * @param {{id: number, status: number}} outcome
     * @returns {boolean} whether something went
     */
    settle: ({ id, status }) => status >= REFUSED && drop(id),

    clear() {
      requests = new Map();
      count = 0;
    },
  };
}
