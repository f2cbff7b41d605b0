// Asks for matomo.engagement.js, once for a page.

import { addScript, addressBeside } from '../page/own-files.js';
import { forEachSafely } from '../page/queue.js';

const FILE = 'matomo.engagement.js';

/**
 * @param {HTMLScriptElement | undefined} own the element of the script that asks
 * @param {HTMLScriptElement | undefined} script the one that configures it
 * @returns {(done: (measures: import('./engagement.js').Measures) => void, failed: (why: string) => void) => void}
 */
export function engagementFile(own, script) {
  let waiting, measures, failure;
  /** Tells all that wait what there is. */
  function settle() {
    const told = waiting;
    waiting = undefined;
    for (const [done, failed] of told) forEachSafely([0], () => failure ? failed(failure) : done(measures));
  }
  function fail(why) {
    failure = why;
    settle();
  }
  function ask() {
    const url = addressBeside(FILE, 'engagementUrl', own, script);
    if (!url) return fail(`nothing says where ${FILE} is: give the script data-engagement-url`);
    const where = `put ${FILE} there, or say where it is by data-engagement-url`;
    return addScript(url, own ?? script, () => fail(`${url} cannot be loaded: ${where}`), (build, given) => {
      if (build !== CRUMBLESS_BUILD) return fail(`${url} is of another version`);
      measures = given;
      return settle();
    });
  }
  return (done, failed) => {
    if (measures) return done(measures);
    // Where it failed a network may be back the next time.
    const isFirst = !waiting;
    (waiting ||= [])[waiting.length] = [done, failed];
    failure = undefined;
    if (!isFirst) return;
    try {
      ask();
    } catch (error) {
      fail(`${FILE} cannot be loaded (${error}): allow it in the page's policy`); // `trusted-types` lacks ours.
    }
  };
}
