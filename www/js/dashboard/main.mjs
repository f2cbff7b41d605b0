/**
 * Wires the dashboard: what the collector received, through the decoder and the report, to the cards.
 *
 * @module
 */
import { byId } from '../dom.mjs';
import { plural } from '../format.mjs';
import { prepareLatest } from '../latest.mjs';
import { notice, startWithDecoder } from '../notice.mjs';
import { clear, listen } from '../stream.mjs';
import { createAnnouncer } from './announcer.mjs';
import { createLog } from './log.mjs';
import { prepareControls } from './playground.mjs';
import { report } from './report.mjs';
import { createView } from './view.mjs';

prepareControls();
await startWithDecoder(start);

function start(decode) {
  const log = createLog(decode);
  const show = createView();
  const latest = prepareLatest(byId('cards'));
  const announce = createAnnouncer((text) => (byId('announce').textContent = text));
  let isLive = false;
  let isNews = false;
  let frame;

  listen({
    hello: ({ forwardTo }) => (byId('destination').textContent = forwardTo ?? 'this site’s own collector'),
    requests(requests) {
      const isNew = log.add(requests);
      // What was there before the page is no news.
      isNews ||= isLive && isNew;
      isLive = true;
      update();
    },
    outcome(outcome) {
      if (log.settle(outcome)) update();
    },
    clear() {
      log.clear();
      update();
    },
    connection: (connected) => notice(connected ? '' : 'The demo server is not reachable. The numbers continue when it is back.'),
  });
  byId('clear').addEventListener('click', clear);
  update();

  /** Once a frame, however many hits come. */
  function update() {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      const counted = report(log.facts());
      show(counted);
      const sentence = totals(counted);
      byId('totals').textContent = sentence;
      if (!isNews) return;
      isNews = false;
      announce(sentence);
      latest(sentence);
    });
  }
}

function totals({ hits, views, unreadable }) {
  const parts = [plural(hits, 'hit'), plural(views, 'page view')];
  if (unreadable > 0) parts.push(`${unreadable} unreadable`);
  return parts.join(', ');
}
