/**
 * The list of requests on the first page: filter, totals, opening, clearing. It knows nothing about where requests come from.
 *
 * @module
 */
import { byId } from './dom.mjs';
import { bytes, label, plural } from './format.mjs';
import { createRequestList } from './request-list.mjs';

/**
 * @param {Awaited<ReturnType<typeof import('./decoder.mjs').loadDecoder>>} decode
 */
export function createLiveList(decode) {
  let wanted = '';
  let allOpen = false;
  const list = createRequestList(byId('requests'), decode);

  byId('filter').addEventListener('input', (event) => {
    wanted = event.target.value.trim().toLowerCase();
    refresh();
  });
  byId('open-all').addEventListener('click', (event) => {
    allOpen = !allOpen;
    event.currentTarget.setAttribute('aria-pressed', String(allOpen));
    event.currentTarget.textContent = allOpen ? 'Close all' : 'Open all';
    for (const { card } of list.entries()) card.open(allOpen);
  });
  refresh();

  return {
    /**
     * @param {any[]} requests oldest first
     * @returns {string} what came, in words
     */
    add(requests) {
      const [before] = list.entries();
      const added = list.add(requests);
      if (added.length === 0) return '';
      if (allOpen) for (const { card } of added) card.open(true);
      before?.card.closeUntouched();
      added[0].card.openFirst();
      refresh();
      return describe(added[0].inspection);
    },

    /** @param {{id: number, status: number}} outcome */
    settle: (outcome) => void list.settle(outcome),

    clear() {
      list.clear();
      refresh();
    },
  };

  function refresh() {
    const entries = list.entries();
    const hits = entries.reduce((sum, { inspection }) => sum + inspection.hits.length, 0);
    const shown = entries.reduce((sum, { card }) => sum + card.filter(wanted), 0);
    const size = entries.reduce((sum, { request }) => sum + request.bytes, 0);
    const inRequests = `in ${plural(entries.length, 'request')} · ${bytes(size)}`;
    byId('totals').textContent =
      hits === 0 ? '' : wanted ? `${shown} of ${plural(hits, 'hit')}` : `${plural(hits, 'hit')} ${inRequests}`;
    byId('empty').hidden = entries.length > 0 && (shown > 0 || !wanted);
    byId('empty').textContent =
      entries.length === 0 ? 'Nothing sent yet. Try something.' : 'No hit matches in name, value or kind.';
  }
}

/** A request in a sentence, for a screen reader and the bar at the bottom of a small screen. */
function describe({ hits }) {
  const [first] = hits;
  if (!first) return 'A request without a readable hit';
  if (hits.length === 1) return [label(first.kind), first.title].filter(Boolean).join(': ');
  return `${hits.length} hits in one request, first ${label(first.kind).toLowerCase()}`;
}
