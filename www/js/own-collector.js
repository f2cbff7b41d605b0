/**
 * In place of a server, where the site is nothing but files: what this page's tracker sends stays in the page, and the lists of hits read it
 * there. Loaded before the snippet.
 */
(() => {
  const requests = [];
  const listeners = new Set();
  const isOurs = (address) => new URL(address, document.baseURI).pathname.endsWith('/matomo.php');
  const { fetch, navigator } = window;
  const sendBeacon = navigator.sendBeacon.bind(navigator);

  /** Shows a request as the server's stream would, and answers it. */
  async function keep(transport, address, { method = 'GET', body = '', contentType = '' }) {
    const query = new URL(address, document.baseURI).search.slice(1);
    const text = typeof body === 'string' ? body : await new Response(body).text();
    const request = { id: requests.length + 1, time: Date.now(), method, transport, contentType, query, body: text, bytes: new Blob([query, text]).size, status: 204 };
    requests.push(request);
    for (const on of listeners) on.requests([request]);
  }

  window.fetch = (input, options = {}) => {
    const address = typeof input === 'string' ? input : input.url ?? String(input);
    if (!isOurs(address)) return fetch(input, options);
    const contentType = new Headers(options.headers).get('content-type') ?? '';
    return keep('fetch', address, { method: options.method, body: options.body ?? '', contentType }).then(() => new Response(null, { status: 204 }));
  };
  navigator.sendBeacon = (address, body) => {
    if (!isOurs(address)) return sendBeacon(address, body);
    keep('beacon', address, { method: 'POST', body, contentType: body?.type ?? '' });
    return true;
  };
  // An image's address says everything; that no file is there does not matter.
  new PerformanceObserver((list) => {
    for (const { name, initiatorType } of list.getEntries()) {
      if (initiatorType === 'img' && isOurs(name)) keep('image', name, {});
    }
  }).observe({ type: 'resource', buffered: true });

  window.ownCollector = {
    /** As `listen` of stream.mjs. */
    listen(on) {
      listeners.add(on);
      on.connection(true);
      on.hello({ forwardTo: 'this page: the site has no server' });
      on.requests([...requests]);
    },
    clear() {
      requests.length = 0;
      for (const on of listeners) on.clear();
    },
  };
})();
