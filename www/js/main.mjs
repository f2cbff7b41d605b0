/**
 * Wires the demo page: controls, stream, decoder, list.
 *
 * @module
 */
import { byId } from './dom.mjs';
import { prepareLatest } from './latest.mjs';
import { createLiveList } from './live-list.mjs';
import { notice, startWithDecoder } from './notice.mjs';
import { storedThings } from './stored.mjs';
import { clear, listen } from './stream.mjs';
import { prepareControls } from './try-it.mjs';

prepareControls();
await startWithDecoder(start);

function start(decode) {
  const list = createLiveList(decode);
  const latest = prepareLatest(byId('requests'));
  let live = false;

  listen({
    hello: ({ forwardTo }) => (byId('destination').textContent = forwardTo ?? 'this demo’s own collector'),
    requests(requests) {
      const sentence = list.add(requests);
      if (live && sentence) {
        byId('announce').textContent = sentence;
        latest(sentence);
      }
      live = true;
      tellStored();
    },
    outcome: (outcome) => list.settle(outcome),
    clear: () => list.clear(),
    connection: (connected) => notice(connected ? '' : 'The demo server is not reachable. The list continues when it is back.'),
  });
  byId('clear').addEventListener('click', async () => {
    await clear();
    byId('filter').focus();
  });
  tellStored();
}

async function tellStored() {
  const things = await storedThings();
  byId('stored').textContent = things.length === 0 ? 'nothing' : things.join(', ');
}
