/**
 * A live stream of the server: requests to a `matomo.php`, or to several. The browser reconnects by itself and names the last request it
 * saw, so none is missed and none comes twice.
 *
 * @module
 */

/** Where the server streams what its `matomo.php` got. */
const STREAM = new URL('../hits', import.meta.url).pathname;

/**
 * @param {object} on
 * @param {(hello: any) => void} on.hello what the server says of itself, first and whenever it changes
 * @param {(requests: object[]) => void} on.requests oldest first; those from before this page come all at once
 * @param {(outcome: {id: number, status: number}) => void} on.outcome the collector responded
 * @param {() => void} on.clear
 * @param {(connected: boolean) => void} on.connection
 * @param {string} [address]
 */
export function listen(on, address = STREAM) {
  if (window.ownCollector) return window.ownCollector.listen(on);
  const source = new EventSource(address);
  /** @type {object[] | null} those repeated after connecting, until the server says that this was all */
  let replay = [];
  const data = (event) => JSON.parse(event.data);

  source.addEventListener('hello', (event) => {
    replay = [];
    on.connection(true);
    on.hello(data(event));
  });
  source.addEventListener('state', (event) => on.hello(data(event)));
  source.addEventListener('request', (event) => {
    if (replay) replay.push(data(event));
    else on.requests([data(event)]);
  });
  source.addEventListener('replayed', () => {
    on.requests(replay ?? []);
    replay = null;
  });
  source.addEventListener('outcome', (event) => on.outcome(data(event)));
  source.addEventListener('clear', () => on.clear());
  source.addEventListener('error', () => on.connection(false));
  return undefined;
}

/** Forgets what was sent, for every page that shows it. */
export async function clear() {
  if (window.ownCollector) window.ownCollector.clear();
  else await fetch(STREAM, { method: 'DELETE' });
}
