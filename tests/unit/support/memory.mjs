/** A module's memory without a module: texts stand in it as the core writes them. */

/** Where the fake lets strings come in. */
export const SPACE = 40_000;
/** How many bytes may come in there. */
export const ROOM = 20_000;

export function createMemory() {
  const memory = { buffer: new ArrayBuffer(1 << 16) };
  const bytes = new Uint8Array(memory.buffer);
  let next = 16;

  const put = (encoded) => {
    bytes.set(encoded, next);
    next += encoded.length;
    return next - encoded.length;
  };

  return {
    memory,

    /** The address of a text: four bytes of length, then UTF-8. @param {string} string */
    text(string) {
      const encoded = new TextEncoder().encode(string);
      const address = put(new Uint8Array(new Uint32Array([encoded.length]).buffer));
      put(encoded);
      return address;
    },

    /** Address and length of a literal, as paths are given. @param {string} string */
    literal(string) {
      const encoded = new TextEncoder().encode(string);
      return [put(encoded), encoded.length];
    },

    /** What came in at `SPACE`. @param {number} length */
    came: (length) => new TextDecoder().decode(bytes.subarray(SPACE, SPACE + length)),
  };
}
