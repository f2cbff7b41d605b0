/** Sounds that every browser plays without a codec, and what a page did with them. */
const RATE = 8000;
const HEADER_BYTES = 44;
const MIDDLE = 128;

/**
 * @param {number} seconds of silence: 8 bits, mono
 * @returns {Buffer} a WAV file
 */
export function wav(seconds) {
  const count = Math.round(seconds * RATE);
  const file = Buffer.alloc(HEADER_BYTES + count, MIDDLE);
  file.write('RIFF', 0);
  file.writeUInt32LE(HEADER_BYTES - 8 + count, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write('data', 36);
  file.writeUInt32LE(count, 40);
  return file;
}

/** The same as an address of its own. */
export const dataUrl = (seconds) => `data:audio/wav;base64,${wav(seconds).toString('base64')}`;

/** Runs in the page: `media.…` wait for what an element says, never for time. */
export function mediaTools() {
  const once = (element, type) => new Promise((resolve) => element.addEventListener(type, resolve, { once: true }));
  window.media = {
    once,
    find: (selector) => document.querySelector(selector),
    /** Plays up to a position. */
    async until(element, position) {
      if (element.paused) await element.play();
      while (element.currentTime < position && !element.ended) await once(element, 'timeupdate');
    },
    async end(element) {
      if (element.paused) await element.play();
      if (!element.ended) await once(element, 'ended');
    },
    async pause(element) {
      const paused = once(element, 'pause');
      element.pause();
      await paused;
    },
    async seek(element, position) {
      const seeked = once(element, 'seeked');
      element.currentTime = position;
      await seeked;
    },
    /** How much of it was played, by the element itself. */
    played({ played }) {
      let seconds = 0;
      for (let index = 0; index < played.length; index += 1) seconds += played.end(index) - played.start(index);
      return seconds;
    },
  };
}
