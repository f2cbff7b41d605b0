/**
 * The list of requests, newest first: filter, totals, opening, clearing. It knows nothing about where requests come from.
 *
 * @module
 */
import { byId } from './dom.mjs';
import { bytes, label, plural } from './format.mjs';
import { requestCard } from './request-card.mjs';

/** As many as the server repeats; older ones leave the list. */
const MOST_REQUESTS = 200;

/**
 * @param {Awaited<ReturnType<typeof import('./decoder.mjs').loadDecoder>>} decode
 */
export function createLiveList(decode) {
  /** @type {{request: any, inspection: any, card: import('./request-card.mjs').RequestCard}[]} newest first */
  let entries = [];
  let wanted = '';
  let allOpen = false;
  const list = byId('requests');

  byId('filter').addEventListener('input', (event) => {
    wanted = event.target.value.trim().toLowerCase();
    refresh();
  });
  byId('open-all').addEventListener('click', (event) => {
    allOpen = !allOpen;
    event.currentTarget.setAttribute('aria-pressed', String(allOpen));
    event.currentTarget.textContent = allOpen ? 'Close all' : 'Open all';
    for (const { card } of entries) card.open(allOpen);
  });
  refresh();

  return {
    /**
     * @param {any[]} requests oldest first
     * @returns {string} what came, in words
     */
    add(requests) {
      const added = requests.filter(({ id }) => !entries.some(({ request }) => request.id === id)).map(entryOf);
      if (added.length === 0) return '';
      entries[0]?.card.closeUntouched();
      entries = [...added.reverse(), ...entries];
      for (const { card } of entries.splice(MOST_REQUESTS)) card.node.remove();
      list.prepend(...added.map(({ card }) => card.node));
      entries[0].card.openFirst();
      refresh();
      return describe(entries[0].inspection);
    },

    /** @param {{id: number, status: number}} answer */
    answered({ id, status }) {
      entries.find(({ request }) => request.id === id)?.card.answered(status);
    },

    clear() {
      entries = [];
      list.replaceChildren();
      refresh();
    },
  };

  function entryOf(request) {
    const inspection = decode(request);
    const card = requestCard(request, inspection);
    if (allOpen) card.open(true);
    return { request, inspection, card };
  }

  function refresh() {
    const hits = entries.reduce((sum, { inspection }) => sum + inspection.hits.length, 0);
    const shown = entries.reduce((sum, { card }) => sum + card.filter(wanted), 0);
    const size = entries.reduce((sum, { request }) => sum + request.bytes, 0);
    const inRequests = `in ${plural(entries.length, 'request')} · ${bytes(size)}`;
    byId('totals').textContent =
      hits === 0 ? '' : wanted ? `${shown} of ${plural(hits, 'hit')}` : `${plural(hits, 'hit')} ${inRequests}`;
    byId('empty').hidden = entries.length > 0 && (shown > 0 || !wanted);
    byId('empty').textContent =
      entries.length === 0 ? 'Nothing was sent yet. Try something.' : 'No hit has this in its name, value or kind.';
  }
}

/** A request in a sentence, for a screen reader and the bar at the bottom of a small screen. */
function describe({ hits }) {
  const [first] = hits;
  if (!first) return 'A request without a readable hit';
  if (hits.length === 1) return [label(first.kind), first.title].filter(Boolean).join(': ');
  return `${hits.length} hits in one request, first ${label(first.kind).toLowerCase()}`;
}
