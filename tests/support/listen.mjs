/**
 * A web server of this machine, for a test.
 *
 * @module
 */
import { once } from 'node:events';
import http from 'node:http';

/**
 * @param {http.RequestListener} listener
 * @returns {Promise<{host: string, close: () => Promise<void>}>} `host` with the port, a free one
 */
export async function listen(listener) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
