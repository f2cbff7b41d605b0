/** Reading streams of events. */
import assert from 'node:assert/strict';

/**
 * Connects to a live stream of the demo server.
 *
 * @param {string} url of the server
 * @param {Record<string, string>} [headers]
 * @param {string} [address]
 * @returns {Promise<{next: (name: string) => Promise<any>, stop: () => Promise<void>}>} `next` waits for the next event of a name
 */
export async function listen(url, headers = {}, address = 'hits') {
  const response = await fetch(url + address, { headers });
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (name) => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end < 0) {
        const { value, done } = await reader.read();
        if (done) return null;
        text += value;
        continue;
      }
      const fields = new Map(text.slice(0, end).split('\n').map((line) => line.split(/: (.*)/s)));
      text = text.slice(end + 2);
      if (fields.get('event') === name) return JSON.parse(fields.get('data'));
    }
  };
  return { next, stop: () => reader.cancel() };
}
