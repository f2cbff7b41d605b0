/** A core that decides nothing: it writes down what it is told, and answers as a test says. */
import * as host from '../../../js/host.js';
import { ROOM, SPACE, createMemory } from './memory.mjs';

const LENGTH = 0xffffff;

/**
 * @param {string[]} names the commands by number
 * @param {Record<string, (call: {tracker: number, given: (string | undefined)[], text: (string: string) => number,
 *   answer: (string?: string) => void}) => void>} [behaviours] what commands do; `text` puts a text into the memory
 */
export function createFakeCore(names, behaviours = {}) {
  const { memory, text, came } = createMemory();
  host.attach(memory);
  const trackers = [];
  const calls = [];

  const argument = (index) => {
    const length = host.read(index + 1, 0, 0, SPACE, ROOM);
    return length < 0 ? undefined : came(length & LENGTH);
  };
  const given = () => [0, 1, 2, 3].map(argument);
  const written = () => {
    const values = given();
    while (values.length && values.at(-1) === undefined) values.pop();
    return values;
  };
  const answer = (string) => host.answer(text(string ?? ''));
  const known = {
    setTrackerUrl: ({ tracker, given: [url] }) => (trackers[tracker - 1].url = url),
    setSiteId: ({ tracker, given: [site] }) => (trackers[tracker - 1].site = site),
    getTrackerUrl: ({ tracker }) => answer(trackers[tracker - 1].url),
    getSiteId: ({ tracker }) => answer(trackers[tracker - 1].site),
    ...behaviours,
  };

  return {
    /** Rows of a door's particulars: `[tracker, command, ...arguments]`, `['event', tracker, number]` and so on. */
    calls,
    exports: {
      memory,
      add() {
        trackers.push({ url: argument(0), site: argument(1) });
        calls.push(['add', ...written()]);
        return trackers.length;
      },
      command(tracker, number) {
        calls.push([tracker, names[number], ...written()]);
        known[names[number]]?.({ tracker, given: given(), text, answer });
      },
      event(tracker, number) {
        calls.push(['event', Number(tracker), number, ...written()]);
      },
      draft(tracker, route) {
        calls.push(['draft', tracker, route, ...written()]);
      },
    },
  };
}
