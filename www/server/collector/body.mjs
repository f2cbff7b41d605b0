/**
 * Reads the bodies of requests into memory, of each only so much and of all that arrive at once only so much.
 *
 * @module
 */
import { BadRequest } from './decode.mjs';

/** How many bytes may be in memory at once. */
export class Room {
  #left;

  /** @param {number} bytes */
  constructor(bytes) {
    this.#left = bytes;
  }

  /** @param {number} bytes given back where negative */
  take(bytes) {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

/**
 * @param {import('node:stream').Readable & {headers: import('node:http').IncomingHttpHeaders}} request
 * @param {number} limit bytes of this one
 * @param {Room} room for all; what was read is given back when the reader is done with it
 * @returns {Promise<{body: Buffer, done: () => void}>} rejects with a `BadRequest`
 */
export async function readBody(request, limit, room) {
  const tooLong = () => new BadRequest(413, `The body may have ${limit} bytes.`);
  if (Number(request.headers['content-length']) > limit) throw tooLong();
  const chunks = [];
  let length = 0;
  const done = () => {
    room.take(-length);
    length = 0;
  };
  try {
    for await (const chunk of request) {
      if (length + chunk.length > limit) throw tooLong();
      if (!room.take(chunk.length)) throw new BadRequest(503, 'Too much arrives at once; send it again later.');
      length += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    done();
    throw error;
  }
  return { body: Buffer.concat(chunks), done };
}
