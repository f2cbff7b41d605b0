/**
 * Wires the page about anonymous measurement: the application, and next to it what each server received.
 *
 * @module
 */
import { byId } from '../dom.mjs';
import { prepareLatest } from '../latest.mjs';
import { notice, startWithDecoder } from '../notice.mjs';
import { showSnippet } from '../snippet.mjs';
import { listen } from '../stream.mjs';
import { startApp } from './app.mjs';
import { createColumn } from './column.mjs';

startApp();
showSnippet();
await startWithDecoder(start);

function start(decode) {
  const columns = new Map(
    [...document.querySelectorAll('[data-target]')].map((node) => [node.dataset.target, createColumn(node, decode)]),
  );
  const latest = prepareLatest(byId('targets'));

  listen({
    hello: ({ isDown }) => showDown(isDown),
    requests(requests) {
      for (const [target, column] of columns) column.add(requests.filter((request) => request.target === target));
      announce();
    },
    outcome(outcome) {
      for (const column of columns.values()) column.settle(outcome);
      announce();
    },
    clear() {
      for (const column of columns.values()) column.clear();
      announce();
    },
    connection: (connected) => notice(connected ? '' : 'The demo server is not reachable. The columns continue when it is back.'),
  }, '/anonymous/hits');

  byId('clear').addEventListener('click', () => fetch('/anonymous/hits', { method: 'DELETE' }));
  byId('down').addEventListener('change', (event) => fetch('/anonymous/down', { method: event.target.checked ? 'PUT' : 'DELETE' }));

  /** One sentence for all of them, which a screen reader says when it changes. */
  function announce() {
    const of = (target) => columns.get(target)?.count() ?? 0;
    const sentence = `Own server ${of('own')}, shared ${of('shared')}, maker ${of('maker')}`;
    if (byId('totals').textContent === sentence) return;
    byId('totals').textContent = sentence;
    latest(sentence);
  }
}

/** The switch shows what the server says, also where another page has turned it. */
function showDown(isDown) {
  byId('down').checked = isDown;
  byId('shared-down').hidden = !isDown;
}
