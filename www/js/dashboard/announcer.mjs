/**
 * Tells a screen reader what changed, but not at every hit: one sentence at once, then the latest one after a pause.
 *
 * @module
 */

/** Long enough to hear a sentence out, in milliseconds. */
const PAUSE_MS = 5000;

/**
 * @param {(text: string) => void} say
 * @param {(work: () => void, delay: number) => unknown} [wait]
 * @returns {(text: string) => void}
 */
export function createAnnouncer(say, wait = setTimeout) {
  let isPausing = false;
  let waiting;
  function pause() {
    isPausing = true;
    wait(() => {
      isPausing = false;
      if (waiting === undefined) return;
      const text = waiting;
      waiting = undefined;
      say(text);
      pause();
    }, PAUSE_MS);
  }
  return (text) => {
    if (isPausing) {
      waiting = text;
      return;
    }
    say(text);
    pause();
  };
}
