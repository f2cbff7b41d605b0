/**
 * The reference: every command of the table with an example that runs on this page's own tracker, and the hits that it made.
 *
 * @module
 */
import { byId, element } from './dom.mjs';
import { codeOf, EXAMPLES, Found, pushed, TOPICS } from './examples.mjs';
import { plural } from './format.mjs';
import { addCopyButton } from './page.mjs';
import { notice, startWithDecoder } from './notice.mjs';
import { createRequestList } from './request-list.mjs';
import { listen } from './stream.mjs';

const FILES = ['dist/matomo.js', 'dist/matomo.full.js'];
/** The example whose hits come now, and its list. */
let running;
let decoder;
/** Fulfilled when hits can be shown, or cannot: an example that ran before would never see its own. */
let settled;
const canRun = new Promise((resolve) => (settled = resolve));

const table = await (await fetch(new URL('../dist/commands.json', import.meta.url))).json();
const commands = commandsOf(table);
const rows = TOPICS.flatMap(({ title, names }) => names.map((name) => row(commands.get(name), title)));
const topics = TOPICS.map(topic);
byId('commands').append(...topics.map(({ node }) => node));
byId('topics').append(...topics.map(({ entry }) => entry));
byId('filter').addEventListener('input', filter);
filter();
showTarget();
window.addEventListener('hashchange', showTarget);
await startWithDecoder(start);
if (!decoder) settled();

/** All commands by their names, each with the files that have it. */
function commandsOf(parts) {
  const found = new Map();
  for (const file of FILES) {
    for (const command of parts[file].commands) {
      const known = found.get(command.name) ?? { ...command, files: [] };
      known.files.push(file.slice('dist/'.length));
      found.set(command.name, known);
    }
  }
  return found;
}

function row(command, title) {
  return { node: article(command), words: `${command.name} ${command.summary} ${title}`.toLowerCase() };
}

/** A topic's commands under its heading, and the entry of the list that leads there. */
function topic({ title, id, names }) {
  const inside = rows.filter(({ node }) => names.includes(node.id));
  const heading = element('h2', { id, tabindex: '-1' }, title);
  const entry = element('li', {}, element('a', { href: `#${id}` }, title), ` ${names.length}`);
  return { inside, entry, node: element('section', { class: 'topic', 'aria-labelledby': id }, heading, ...inside.map(({ node }) => node)) };
}

function article({ name, parameters, returns, summary, files }) {
  const example = EXAMPLES[name];
  const button = element('button', { type: 'button', 'aria-label': `Run ${name}`, 'data-run': name }, 'Run');
  const said = element('p', { class: 'said', role: 'status' });
  const requests = element('ol', { class: 'requests', 'aria-label': `What ${name} sent, newest first`, hidden: '' });
  const code = element('div', { class: 'code' }, element('pre', {}, element('code', {}, codeOf(example))));
  addCopyButton(code, `the example of ${name}`);
  button.addEventListener('click', () => run(example, { said, requests }));
  return element(
    'article',
    { class: 'command', id: name, 'aria-labelledby': `title-${name}`, tabindex: '-1' },
    element('h3', { id: `title-${name}` }, element('a', { href: `#${name}` }, name)),
    element('p', { class: 'signature' }, `${name}(${parameters})${returns === 'void' ? '' : `: ${returns}`}`),
    element('p', { class: 'summary' }, summary),
    element('p', { class: 'has' }, files.length === 1 ? `In ${files[0]}, which matomo.js loads for it` : `In ${files.join(', ')}`),
    element(
      'div',
      { class: 'run' },
      code,
      button,
    ),
    backNote(example),
    element('div', { class: 'ran' }, said, requests),
  );
}

function backNote({ back, lasts }) {
  if (lasts) return element('p', { class: 'hint' }, 'On this page it stays in effect until you reload.');
  if (!back) return null;
  return element('p', { class: 'hint' }, 'Afterwards the page restores the setting: ', element('code', {}, back.map(pushed).join(' ')));
}

/** Pushes the rows and shows what the command returned; hits arrive later, through the stream. */
async function run({ before = [], row, after = [], back = [], returns, sends }, places) {
  await canRun;
  const [name, ...args] = row;
  places.requests.replaceChildren();
  places.requests.hidden = true;
  running = { ...places, returns, list: decoder && createRequestList(places.requests, decoder) };
  if (returns) {
    push(before);
    window._paq.push([function ask() {
      places.said.textContent = `Returned: ${written(this[name](...args))}`;
    }]);
    push(back);
    return;
  }
  places.said.textContent = sends ? 'Pushed; the hits follow.' : 'Pushed. This command alone sends nothing.';
  push([...before, row, ...after, ...back]);
}

function push(list) {
  for (const row of list) window._paq.push(row.map((item) => (item instanceof Found ? document.querySelector(item.selector) : item)));
}

function written(value) {
  return JSON.stringify(value) ?? String(value);
}

function start(decode) {
  decoder = decode;
  let live = false;
  listen({
    hello() {},
    requests(requests) {
      // What was there before this page is no example's.
      if (live && running?.list) show(requests);
      live = true;
      settled();
    },
    outcome: (outcome) => running?.list?.settle(outcome),
    clear() {},
    connection(connected) {
      notice(connected ? '' : 'The demo server is not reachable. Examples still run; their hits appear when it is back.');
      if (!connected) settled();
    },
  });
}

function show(requests) {
  const [first] = running.list.add(requests);
  first?.card.openFirst();
  running.requests.hidden = false;
  const hits = running.list.entries().reduce((sum, { inspection }) => sum + inspection.hits.length, 0);
  if (!running.returns) running.said.textContent = `Sent: ${plural(hits, 'hit')} in ${plural(running.list.entries().length, 'request')}.`;
}

function filter() {
  const wanted = byId('filter').value.trim().toLowerCase();
  let shown = 0;
  for (const { node, words } of rows) {
    node.hidden = !words.includes(wanted);
    if (!node.hidden) shown += 1;
  }
  for (const { node, entry, inside } of topics) entry.hidden = node.hidden = inside.every(({ node: command }) => command.hidden);
  byId('found').textContent = `${plural(shown, 'command')}${wanted ? ` of ${rows.length}` : ''}`;
}

/** The rows come after the page, so the browser finds an anchor's command only now. */
function showTarget() {
  const node = document.getElementById(location.hash.slice(1));
  if (!node?.closest('#commands')) return;
  if (node.hidden || node.parentNode.hidden) {
    byId('filter').value = '';
    filter();
  }
  node.scrollIntoView();
}
