/**
 * The things to try. Every control does what a site would do: it pushes commands on `_paq`, or is a plain link that the
 * tracker finds by itself.
 *
 * @module
 */
import { byId } from './dom.mjs';
import { showSnippet } from './snippet.mjs';
import { stayHere } from './stay.mjs';

/** Makes the controls work. */
export function prepareControls() {
  document.addEventListener('click', (event) => {
    const button = event.target.closest?.('[data-commands]');
    if (button) push(...JSON.parse(button.dataset.commands));
  });
  preparePages();
  prepareSearch();
  prepareDimension();
  stayHere();
  showSnippet();
}

function push(...commands) {
  window._paq.push(...commands);
}

/** What a single-page application does at each change of view. */
function preparePages() {
  const links = [...document.querySelectorAll('[data-page]')];
  const show = (link) => {
    for (const other of links) other.removeAttribute('aria-current');
    link.setAttribute('aria-current', 'page');
  };
  const wanted = () => links.find((link) => link.search === location.search) ?? links[0];

  show(wanted());
  for (const link of links) {
    link.addEventListener('click', (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const referrer = location.href;
      history.pushState(null, '', link.search);
      view(link, referrer);
    });
  }
  let current = location.href;
  window.addEventListener('popstate', () => {
    // A jump within the page is a popstate too, and no page view.
    if (new URL(current).search !== location.search) view(wanted(), current);
    current = location.href;
  });

  function view(link, referrer) {
    show(link);
    current = location.href;
    push(
      ['setReferrerUrl', referrer],
      ['setCustomUrl', location.href],
      ['setDocumentTitle', link.dataset.page],
      ['trackPageView'],
    );
  }
}

function prepareSearch() {
  byId('search').addEventListener('submit', (event) => {
    event.preventDefault();
    const keyword = byId('keyword').value.trim();
    if (keyword) push(['trackSiteSearch', keyword, byId('category').value || false, 3]);
  });
}

function prepareDimension() {
  byId('dimension-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const value = byId('dimension').value.trim();
    if (value) push(['setCustomDimension', 1, value]);
    else push(['deleteCustomDimension', 1]);
    byId('dimension-note').textContent = value ? `“${value}” is added to every hit from now on.` : 'Removed.';
  });
}
