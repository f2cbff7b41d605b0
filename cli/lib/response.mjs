/**
 * Sends a request with a limit on the size of the response and on the time it takes: the server may be anybody's.
 *
 * @module
 */

/**
 * @typedef {object} BoundedResponse
 * @property {number} status
 * @property {string | null} location target of a redirect, which is not followed
 * @property {string} text the body, up to the limit
 * @property {Buffer} bytes the same before it is read as text
 * @property {boolean} isWhole whether that is the whole body
 */

/**
 * @param {string | URL} address
 * @param {object} limits
 * @param {number} limits.milliseconds until the end of the response
 * @param {number} limits.bytes
 * @param {RequestInit} [request]
 * @returns {Promise<BoundedResponse>} rejects if no response has begun in that time
 */
export async function ask(address, { milliseconds, bytes }, request = {}) {
  const response = await fetch(address, { ...request, redirect: 'manual', signal: AbortSignal.timeout(milliseconds) });
  const { body, isWhole } = await read(response.body, bytes);
  return { status: response.status, location: response.headers.get('location'), text: body.toString('utf8'), bytes: body, isWhole };
}

/** A body that is incomplete, too long or too slow yields what arrived. */
async function read(stream, most) {
  if (!stream) return { body: Buffer.alloc(0), isWhole: true };
  const reader = stream.getReader();
  const parts = [];
  let taken = 0;
  const end = (isWhole) => ({ body: Buffer.concat(parts).subarray(0, most), isWhole });
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
