/** The site's server, and a browser to open it in. */
import { after, before } from 'node:test';
import { launch } from '../../engines/chromium.mjs';
import { startServer } from '../../../www/server/serve.mjs';

/**
 * Starts both before the tests of a group, and closes them after them.
 *
 * @param {Parameters<typeof startServer>[0]} [options] of the server
 * @returns {{server: Awaited<ReturnType<typeof startServer>>, browser: Awaited<ReturnType<typeof launch>>}} filled in once they have started
 */
export function startSite(options) {
  const site = {};
  before(async () => {
    site.server = await startServer({ port: 0, ...options });
    site.browser = await launch();
  });
  after(async () => {
    await site.browser?.close();
    await site.server?.close();
  });
  return site;
}
