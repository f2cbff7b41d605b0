/** The end of a page that something is measured of: behind what is dated back to its view stands a ping, which says how long that was. */
import assert from 'node:assert/strict';
import { leave } from '../../vectors/player/replay.mjs';
import { kind, param } from './world.mjs';

export const isPing = (hit) => param(hit, 'ping') === '1';

/** The hits of a run once that many are there beside pings; fewer where they do not come. */
export async function arrived(visit, count) {
  for (let wanted = count; ;) {
    const hits = await visit.site.waitForHits(visit.run, wanted);
    const others = hits.filter((hit) => !isPing(hit)).length;
    if (others >= count || hits.length < wanted) return hits;
    wanted = hits.length + count - others;
  }
}

/** As `Visit.end`: the hits beside the pings. The last of each view's seconds has one behind it, of the same view. */
export async function end(visit, count, before = count) {
  await arrived(visit, before);
  await leave(visit.page, visit.site);
  const hits = await arrived(visit, count);
  for (const [index, hit] of hits.entries()) {
    if (param(hit, 'e_a') === 'Time') assert.ok(hits.slice(index).some((later) => isPing(later) && ['pv_id', 'url', 'idsite'].every((name) => param(later, name) === param(hit, name))), 'a ping of the view');
  }
  const others = hits.filter((hit) => !isPing(hit));
  assert.equal(others.length, count, others.map(kind).join(', '));
  return others;
}
