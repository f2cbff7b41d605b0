// For how long an element was really played, and which part of it.

const { abs, min } = Math;
/** So far a position may have moved behind the last look at it, in seconds: browsers tell of it four times a second and more. */
const LOOK_SECONDS = 0.5;

/** @param {HTMLMediaElement} element */
export const isMoving = (element) => !element.paused && !element.ended && !element.seeking && element.readyState > 2;

/**
 * Counts in the visitor's seconds: ten seconds at double speed are five. The clock counts no longer than the position moves, so a pause
 * that no event told of is none of them.
 *
 * @param {HTMLMediaElement} element
 * @param {(from: number, to: number) => void} onPlayed hears which part was played, in the seconds of the medium
 */
export function createPlayback(element, onPlayed) {
  let watched = 0;
  // Where this stretch began, and the last look at it.
  let start, known;
  // Where it stood before: the event that it plays comes late on a busy page.
  let rest;

  function run() {
    if (start || !isMoving(element)) return;
    const { currentTime: position } = element;
    const rate = abs(element.playbackRate) || 1;
    if (position > rest) {
      watched += (position - rest) / rate;
      onPlayed(rest, position);
    }
    known = start = { at: performance.now(), position, rate, watched };
  }
  /** Counts up to now. */
  function look() {
    // Where it is sought the position is another already.
    if (!start || element.seeking) return;
    const { currentTime: position } = element;
    const at = performance.now();
    const seconds = min((at - start.at) / 1000, abs(position - start.position) / start.rate);
    if (seconds > 0) watched = start.watched + seconds;
    if (position > known.position) onPlayed(known.position, position);
    known = { at, position, watched };
  }
  function stop() {
    look();
    start = undefined;
    rest = element.currentTime;
  }
  /** The position was changed: what was played behind the last look only the clock knows. */
  function jump() {
    if (start) watched = known.watched + min((performance.now() - known.at) / 1000, LOOK_SECONDS);
    start = undefined;
    rest = element.currentTime;
  }

  return {
    look,
    /** What the element's events mean, by their names. */
    events: {
      __proto__: null,
      playing: run,
      seeked: run,
      timeupdate() {
        look();
        run();
      },
      // At another speed this is another stretch.
      ratechange() {
        stop();
        run();
      },
      pause: stop,
      waiting: stop,
      ended: stop,
      error: stop,
      seeking: jump,
      emptied: jump,
    },
    watched: () => watched,
    /** Counts what was played before it was looked at, as the element remembers it. */
    catchUp() {
      const { played, playbackRate } = element;
      for (let index = 0; index < played.length; index += 1) {
        const [from, to] = [played.start(index), played.end(index)];
        watched += (to - from) / (abs(playbackRate) || 1);
        onPlayed(from, to);
      }
    },
  };
}
