/**
 * The invoice book: an application in one page. It is measured as any would be, with commands on `_paq`; nothing here
 * knows who gets what.
 *
 * @module
 */
import { byId } from '../dom.mjs';
import { address, found, money, revenue } from './ledger.mjs';
import { START, viewOf } from './views.mjs';

/** What the usage report says of the installation. */
const FACTS = { Version: '4.2', Database: 'SQLite 3.46' };

/** Shows the view of the page's address and lets the application be used. */
export function startApp() {
  if (!location.search) history.replaceState(null, '', START);
  let shown = location.href;
  show();
  push(['setCustomUrl', location.href], ['setDocumentTitle', document.title], ['trackPageView']);

  byId('app').addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="?"]');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(link.search, ['trackPageView']);
  });
  window.addEventListener('popstate', () => {
    // A jump within the page is a popstate too, and no other view.
    if (new URL(shown).search !== location.search) enter(['trackPageView']);
  });
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    const words = byId('words').value.trim();
    if (words) go(address({ module: 'search', action: 'results', q: words }), ['trackSiteSearch', words, 'Invoices', found(words).length]);
  });
  byId('view').addEventListener('submit', (event) => {
    event.preventDefault();
    const note = event.target.elements.note.value.trim();
    push(['trackEvent', 'Note', note]);
    say('The note was added. Notes are not declared, so only your own server gets this event.');
  });
  byId('app').addEventListener('click', (event) => uses[event.target.closest('[data-use]')?.dataset.use]?.());

  function go(search, command) {
    history.pushState(null, '', search);
    enter(command);
  }

  /** What a single-page application does at each change of view. */
  function enter(command) {
    const before = shown;
    shown = location.href;
    show();
    byId('view-title').focus();
    push(['setReferrerUrl', before], ['setCustomUrl', shown], ['setDocumentTitle', document.title], command);
  }
}

/** What the buttons do. Those that are measured by their selector have nothing about it here. */
const uses = {
  paid: () => say('Marked as paid.'),
  remind: () => say('The reminder is on its way.'),
  revenue() {
    const began = performance.now();
    const sum = revenue(new URLSearchParams(location.search).get('period'));
    const took = performance.now() - began;
    push(['recordCall', 'Reports', 'Revenue', 'Reports.revenue', took]);
    say(`${money(sum)}, calculated in ${Math.ceil(took)} ms. The usage report will include the time.`);
  },
  report() {
    push(['sendUsageReport', { facts: FACTS }]);
    say('The usage report was sent.');
  },
};

function show() {
  const asked = new URLSearchParams(location.search);
  const { title, nodes } = viewOf(asked);
  document.title = `${title} – Ledger`;
  byId('view-title').textContent = title;
  byId('view').replaceChildren(...nodes);
  byId('address').textContent = location.search;
  for (const link of document.querySelectorAll('#modules a')) {
    if (new URLSearchParams(link.search).get('module') === asked.get('module')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  say('');
}

function say(text) {
  byId('said').textContent = text;
}

function push(...commands) {
  window._paq.push(...commands);
}
