/** A website on this machine that returns what a test says, also wrongly, and 404 to everything else. */
import { once } from 'node:events';
import http from 'node:http';

/**
 * @typedef {object} Response
 * @property {string | Buffer} [body]
 * @property {string} [type] HTML unless given
 * @property {number} [status]
 * @property {Record<string, string>} [headers]
 */

/**
 * @param {Record<string, Response | ((request: import('node:http').IncomingMessage) => Response)>} responses by path
 */
export async function startStandInHost(responses) {
  const asked = [];
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://host.invalid');
    asked.push(request.url);
    const given = Object.hasOwn(responses, pathname) ? responses[pathname] : { status: 404, body: 'There is no such file.' };
    const { body = '', type = 'text/html; charset=utf-8', status = 200, headers } = typeof given === 'function' ? given(request) : given;
    response.writeHead(status, { 'Content-Type': type, ...headers }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
