/**
 * The page that has a life: the standard snippet, and a script that gives hits where the plan says so and notes down what happens,
 * apart from the tracker: by a binding of the browser's debugger at once, and in the page's last moments also by a request to
 * another, healthy server, since the debugger may have turned to the next page by then.
 */
import { buildPage } from '../../vectors/player/page.mjs';

/**
 * @typedef {object} Note
 * @property {'gave' | 'started' | 'sent' | 'outcome' | 'known' | 'hidden' | 'ended' | 'over' | 'shown' | 'error' | 'close' | 'all'} kind
 *   `outcome`: the page hears what became of what it had `sent`; `known`: and had a moment to act on that; `hidden`, `ended`: it was
 *   told that it is left; `over`: it has heard all of that; `shown`: it came back; `close`: the test is to close it; `all`: everything
 *   was given
 * @property {string} [id] of the hit that it gave
 * @property {string[]} [ids] of the hits that were sent or whose outcome this is
 * @property {string} [by] `fetch` or `beacon`
 * @property {number} [sending] which of the page's notes this is the outcome of
 * @property {boolean} [failed]
 * @property {string} [text] of an error
 */

/** The binding's name. */
export const TELL = 'tellTest';

/** Where the other server hears of the notes. */
export const TOLD = '/told';

/**
 * @param {import('./lives-plan.mjs').Plan} plan
 * @param {import('./fault-site.mjs').FaultSite} site
 * @returns {string} HTML
 */
export function lifePage(plan, site) {
  const { life, end } = plan;
  const setUp = { plan, tell: TELL, told: `http://${site.other}${TOLD}` };
  // Half of the links lead to another site, whose page gets a process of its own. That is no hit: each is given by this script.
  const host = end?.after % 2 ? site.self.replace('127.0.0.1', 'localhost') : site.self;
  return buildPage({
    title: 'A life',
    keepCookies: true,
    head: `<script>(${live})(${JSON.stringify(setUp)})</script>`,
    paq: rowsOf(plan),
    fullUrl: `/full/${life}`,
    body: `<button>Press</button><a class="matomo_ignore" href="http://${host}/after/${life}">Go</a><form action="/after/${life}"><input name="a"></form>`,
  }, `http://${site.self}/c/${life}/matomo.php`);
}

/** A command that makes no hit, or one that lets none of these pass. */
const ASKING = ['setGenerationTimeMs', 1];
const ASKING_ANONYMITY = ['enableAnonymousMeasurement', { url: 'https://app.example', title: 'App' }];

function rowsOf({ atOnce, rest, isAnonymous }) {
  const rows = [...atOnce.map((id) => `give('${id}');`), ['enableLinkTracking']];
  const asking = isAnonymous ? ASKING_ANONYMITY : ASKING;
  if (rest && rest.at < rows.length) rows.splice(rest.at, 0, asking);
  else if (rest) rows.push(`setTimeout(function () { _paq.push(${JSON.stringify(asking)}); }, ${rest.at});`);
  return rows;
}

/**
 * The page before and after: it says that it is there, whether it was loaded or came back.
 *
 * @param {string} life
 * @param {import('./fault-site.mjs').FaultSite} site
 * @param {number | false} forth which time it is loaded, for a page that leads forth again when it is there for the second time
 */
export function quietPage(life, site, forth) {
  return `<!doctype html><title>Quiet</title><script>
let times = ${Number(forth)};
addEventListener('pageshow', () => {
  navigator.sendBeacon('http://${site.other}${TOLD}', '{"arrived":"${life}"}');
  if (times === 2) setTimeout(() => history.forward());
  if (times) times += 1;
});
</script>`;
}

/** Runs in the page: takes nothing from this module. */
function live({ plan, tell, told }) {
  const { fetch, JSON, performance, setTimeout } = window;
  const { life, end } = plan;
  if (performance.getEntriesByType('navigation')[0].type !== 'navigate') {
    // The browser had the page still, but not its life: this is another one, of which nothing is wanted.
    navigator.sendBeacon(told, JSON.stringify({ arrived: life }));
    return window.stop();
  }
  const notes = [];
  let leaving = false;

  const note = (kind, more) => {
    const made = { kind, at: performance.timeOrigin + performance.now(), ...more };
    const number = notes.push(made) - 1;
    window[tell]?.(JSON.stringify({ life, from: number, notes: [made] }));
    if (leaving) fetch(told, { method: 'POST', mode: 'no-cors', keepalive: true, body: JSON.stringify({ life, from: 0, notes }) }).catch(() => {});
    return number;
  };
  const leave = (kind) => {
    leaving = true;
    note(kind);
  };

  let first = true;
  window.give = (id) => {
    // Noted before: what the tracker does with it comes after.
    note('gave', { id });
    window._paq ??= []; // before the snippet
    if (first) window._paq.push(['trackPageView', id]);
    else if (id.endsWith('3x')) window._paq.push(['trackLink', `http://partner.example/${id}`, 'link']);
    else window._paq.push(['trackEvent', 'Life', 'event', id]);
    first = false;
  };
  const giveAll = (ids) => ids?.forEach(window.give);

  // What is sent, and when the page hears of an outcome: in the same turn as the tracker, and before it.
  const idsIn = (...texts) => [...new Set(texts.join(' ').match(/h\d+x\d+x/g))];
  // A page that is torn down is told that whatever is under way has failed, also what goes on without it and arrives. So a failure
  // is one only when the page goes on after it.
  const known = (sending) => setTimeout(() => setTimeout(() => note('known', { sending })));
  window.fetch = (resource, options) => {
    if (!String(resource).includes('/matomo.php')) return fetch(resource, options);
    const ids = idsIn(resource, options?.body);
    const sending = note('sent', { by: 'fetch', ids });
    return fetch(resource, options).then(
      (response) => {
        note('outcome', { sending, ids, failed: response.status >= 500 });
        known(sending);
        return response;
      },
      (error) => {
        note('outcome', { sending, ids, failed: true });
        known(sending);
        throw error;
      },
    );
  };
  const beacon = Navigator.prototype.sendBeacon;
  Navigator.prototype.sendBeacon = function (url, body) {
    const taken = beacon.call(this, url, body);
    if (taken) note('sent', { by: 'beacon', ids: idsIn(url, body) });
    return taken;
  };

  addEventListener('error', ({ message }) => note('error', { text: message }));
  addEventListener('unhandledrejection', ({ reason }) => note('error', { text: `unhandled: ${reason}` }));
  // Loading a script ends in the turn that has run it.
  document.addEventListener('load', ({ target }) => target.src?.endsWith('/matomo.js') && note('started'), true);

  // Registered before the tracker's own: it still hears of the end after the page.
  addEventListener('beforeunload', () => giveAll(plan.on.beforeunload));
  addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden') return;
    leave('hidden');
    giveAll(plan.on.visibilitychange);
  }, true);
  // The last of all: the event comes up to the window when the document's listeners have had it.
  addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && note('over'));
  addEventListener('pagehide', () => {
    leave('ended');
    giveAll(plan.on.pagehide);
  }, true);
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    leaving = false;
    note('shown');
    plan.on = {};
    giveAll(end.second);
    setTimeout(() => note('close'), end.after);
  });

  const ways = {
    close: () => note('close'),
    location: () => (location = `/after/${life}`),
    link: () => document.querySelector('a').click(),
    form: () => document.querySelector('form').requestSubmit(),
    back: () => history.back(),
    forth: () => history.back(),
    reload: () => location.reload(),
  };
  const finish = () => {
    giveAll(end.last);
    ways[end.how]();
  };

  for (const [after, id] of plan.timers) setTimeout(() => window.give(id), after);
  addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('button');
    for (const [after, id] of plan.clicks) {
      const handler = () => window.give(id);
      setTimeout(() => {
        button.addEventListener('click', handler, { once: true });
        button.click();
      }, after);
    }
    document.querySelector('a').addEventListener('click', () => giveAll(plan.on.click));
    document.querySelector('form').addEventListener('submit', () => giveAll(plan.on.submit));
    if (end?.from === 'start') setTimeout(finish, end.after);
    if (!end) setTimeout(() => note('all'), Math.max(0, ...[...plan.timers, ...plan.clicks].map(([after]) => after)) + 1);
  });
  if (end?.from === 'load') addEventListener('load', () => setTimeout(finish, end.after));
}
