/**
 * Waiting for what reaches a collector.
 *
 * @module
 */

/** @typedef {ReturnType<typeof import('../../www/server/collector/collector.mjs').createCollector>} Collector */
/** @typedef {import('../../www/server/collector/collector.mjs').Hit} Hit */

/**
 * Those that were there are not looked at: each look at them decodes them anew.
 *
 * @param {Collector} collector
 * @param {(hit: Hit) => boolean} isWanted
 * @param {number} timeout in milliseconds
 * @returns {Promise<Hit | undefined>} the next hit that is wanted; nothing where it has not come in time
 */
export function nextHit(collector, isWanted, timeout) {
  return new Promise((resolve) => {
    const finish = (hit) => {
      clearTimeout(timer);
      collector.off('hit', check);
      resolve(hit);
    };
    const check = (hit) => isWanted(hit) && finish(hit);
    const timer = setTimeout(finish, timeout);
    collector.on('hit', check);
  });
}

/**
 * @param {Collector} collector
 * @param {string | undefined} run of this run only
 * @param {number} count
 * @param {number} timeout in milliseconds
 * @returns {Promise<Hit[]>} all there are, once there are that many; after the timeout those that are there
 */
export async function waitForHits(collector, run, count, timeout) {
  let had = collector.hits(run).length;
  if (had < count) await nextHit(collector, (hit) => (run === undefined || hit.run === run) && (had += 1) >= count, timeout);
  return collector.hits(run);
}
