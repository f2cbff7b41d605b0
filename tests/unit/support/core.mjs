/** A core that decides nothing: it writes down what it is given, and returns what a test says. */
import * as host from '../../../js/bridge/host.js';
import { ENTRY_ADD as ADD, ENTRY_COMMAND as COMMAND, ENTRY_DRAFT as DRAFT, ENTRY_EVENT as EVENT } from '../../../js/bridge/protocol.js';
import { emit } from './effects.mjs';
import { ROOM, SPACE, createMemory } from './memory.mjs';

const LENGTH = 0xffffff;

/**
 * @param {string[]} names the commands by number
 * @param {Record<string, (call: {tracker: number, given: (string | undefined)[], text: (string: string) => number,
 *   result: (string?: string) => void}) => void>} [behaviours] what commands do; `text` puts a text into the memory
 * @param {Record<number, Function>} [events] what events do, likewise
 */
export function createFakeCore(names, behaviours = {}, events = {}) {
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
  const result = (string) => emit('Return', text(string ?? ''));
  const known = {
    setTrackerUrl: ({ tracker, given: [url] }) => (trackers[tracker - 1].url = url),
    setSiteId: ({ tracker, given: [site] }) => (trackers[tracker - 1].site = site),
    getTrackerUrl: ({ tracker }) => result(trackers[tracker - 1].url),
    getSiteId: ({ tracker }) => result(trackers[tracker - 1].site),
    ...behaviours,
  };

  const doors = {
    [ADD]() {
      trackers.push({ url: argument(0), site: argument(1) });
      calls.push(['add', ...written()]);
      return trackers.length;
    },
    [COMMAND](tracker, number) {
      calls.push([tracker, names[number], ...written()]);
      known[names[number]]?.({ tracker, given: given(), text, result });
    },
    [EVENT](tracker, number) {
      calls.push(['event', Number(tracker), number, ...written()]);
      events[number]?.({ tracker, given: given(), text, result });
    },
    [DRAFT](tracker, route) {
      calls.push(['draft', tracker, route, ...written()]);
    },
  };

  return {
    /** Rows of a door's particulars: `[tracker, command, ...arguments]`, `['event', tracker, number]` and so on. */
    calls,
    exports: { memory, enter: (door, tracker, number) => doors[door](tracker, number) ?? 0 },
  };
}
