/**
 * Asks a server something, and takes no more of its answer, nor waits longer for it, than was meant: whoever answers may be anybody.
 *
 * @module
 */

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string | null} location where a redirection, which is not followed, leads
 * @property {string} text as much of it as was taken
 * @property {boolean} isWhole whether that is all of it
 */

/**
 * @param {string | URL} address
 * @param {object} limits
 * @param {number} limits.milliseconds until the end of the answer
 * @param {number} limits.bytes
 * @param {RequestInit} [request]
 * @returns {Promise<Answer>} rejects where no answer has begun in that time
 */
export async function ask(address, { milliseconds, bytes }, request = {}) {
  const response = await fetch(address, { ...request, redirect: 'manual', signal: AbortSignal.timeout(milliseconds) });
  const { body, isWhole } = await read(response.body, bytes);
  return { status: response.status, location: response.headers.get('location'), text: body, isWhole };
}

/** An answer that breaks off, is too long or too slow is what came of it. */
async function read(stream, most) {
  if (!stream) return { body: '', isWhole: true };
  const reader = stream.getReader();
  const parts = [];
  let taken = 0;
  const end = (isWhole) => ({ body: Buffer.concat(parts).subarray(0, most).toString('utf8'), isWhole });
  try {
    while (taken <= most) {
      const { done, value } = await reader.read();
      if (done) return end(true);
      parts.push(value);
      taken += value.length;
    }
    return end(false);
  } catch {
    return end(false);
  } finally {
    reader.cancel().catch(() => {});
  }
}
