/**
 * One HTTP request as it appears in the list: what it took, and each hit in it with every parameter.
 *
 * @module
 */
import { element } from './dom.mjs';
import { bytes, clock, label, plural } from './format.mjs';

/** What the hit is about comes first. */
const GROUPS = 'event link search goal ecommerce content page custom plugin unknown server campaign visitor performance'.split(' ');
/** The same with every hit, so it is folded away. */
const ROUTINE_GROUPS = ['browser', 'delivery'];

const TRANSPORTS = { image: 'image', beacon: 'beacon or fetch', fetch: 'fetch', unknown: 'sent' };

/**
 * @typedef {object} RequestCard
 * @property {HTMLElement} node
 * @property {(open: boolean) => void} open opens or closes every hit in it
 * @property {() => void} openFirst shows the first hit until {@link RequestCard.closeUntouched}
 * @property {() => void} closeUntouched closes what `openFirst` opened, unless the reader took it over
 * @property {(status: number) => void} settle
 * @property {(wanted: string) => number} filter hides the hits without this text and says how many are left
 */

/**
 * @typedef {object} CardOptions
 * @property {string} [heading] the element that heads a request; what it stands below decides
 * @property {string[]} [glance] parameters that are read without opening the hit
 * @property {string} [mark] a word that stands out in these
 */

/**
 * @param {object} request as the stream brought it
 * @param {ReturnType<Awaited<ReturnType<typeof import('./decoder.mjs').loadDecoder>>>} inspection
 * @param {CardOptions} [options]
 * @returns {RequestCard}
 */
export function requestCard(request, inspection, { heading = 'h3', ...glancing } = {}) {
  const status = element('span');
  const hits = inspection.hits.map((hit) => hitRow(hit, glancing));
  const node = element(
    'li',
    { class: 'request' },
    element(
      'div',
      { class: 'request-head' },
      element(heading, inspection.hits.length > 1 ? { class: 'bundle' } : {}, title(inspection.hits.length)),
      element('time', { datetime: new Date(request.time).toISOString() }, clock(request.time)),
      element(
        'p',
        { class: 'how' },
        element('span', {}, request.method),
        element('span', {}, TRANSPORTS[request.transport] ?? request.transport),
        element('span', {}, bytes(request.bytes)),
        status,
      ),
    ),
    problemList(inspection.problems),
    element('ol', { class: 'hits' }, ...hits.map((hit) => hit.node)),
  );
  const settle = (code) => {
    status.textContent = `status ${code}`;
    status.className = code >= 400 ? 'refused' : '';
    node.classList.toggle('lost', code >= 400);
  };
  if (request.status !== null) settle(request.status);

  return {
    node,
    settle,
    open: (open) => hits.forEach((hit) => hit.open(open)),
    openFirst: () => hits[0]?.openForNow(),
    closeUntouched: () => hits[0]?.closeIfUntouched(),
    filter(wanted) {
      const shown = hits.filter((hit) => hit.filter(wanted)).length;
      node.hidden = hits.length > 0 ? shown === 0 : wanted !== '';
      return shown;
    },
  };
}

function title(count) {
  return count === 1 ? '1 request, 1 hit' : `1 request, ${plural(count, 'hit')}`;
}

function hitRow(hit, { glance = [], mark = '' }) {
  const serious = hit.problems.filter((problem) => problem.severity !== 'note').length;
  const details = element(
    'details',
    {},
    element(
      'summary',
      {},
      element('span', { class: 'kind', 'data-kind': hit.kind }, label(hit.kind)),
      element('span', { class: 'title' }, hit.title),
      serious > 0 ? element('span', { class: 'flag' }, plural(serious, 'problem')) : null,
    ),
  );
  const words = [label(hit.kind), hit.title, ...hit.parameters.map(({ name, value }) => `${name}=${value}`)];
  const haystack = words.join('\n').toLowerCase();
  const node = element('li', {}, details, glanceList(hit.parameters, glance, mark));
  let touched = false;

  // Hundreds of hits may come at once after a reload; their parameters are built when somebody looks.
  const fill = () => {
    if (details.childElementCount === 1) details.append(problemList(hit.problems) ?? '', parameterList(hit.parameters));
  };
  const open = (wanted) => {
    if (wanted) fill();
    details.open = wanted;
  };
  details.addEventListener('toggle', () => details.open && fill());
  details.firstElementChild?.addEventListener('click', () => (touched = true));

  return {
    node,
    open(wanted) {
      touched = true;
      open(wanted);
      for (const rest of details.querySelectorAll('details')) rest.open = wanted;
    },
    openForNow: () => open(true),
    closeIfUntouched: () => touched || open(false),
    filter(wanted) {
      node.hidden = !haystack.includes(wanted);
      return !node.hidden;
    },
  };
}

/** Shown while the hit is closed; opened, it has the same at their places. */
function glanceList(parameters, glance, mark) {
  const seen = parameters.filter(({ name, value }) => glance.includes(name) && value !== '');
  if (seen.length === 0) return null;
  const rows = seen.map(({ name, value }) => element('div', {}, element('dt', {}, name), element('dd', {}, ...marked(value, mark))));
  return element('dl', { class: 'glance' }, ...rows);
}

/** The text in pieces, those that are the word as `<mark>`. */
function marked(text, word) {
  if (!word) return [text];
  return text.split(word).flatMap((piece, index) => (index === 0 ? [piece] : [element('mark', {}, word), piece]));
}

function problemList(problems) {
  if (problems.length === 0) return null;
  const items = problems.map(({ severity, text }) =>
    element('li', { class: severity }, element('strong', {}, `${label(severity)}: `), text),
  );
  return element('ul', { class: 'problems' }, ...items);
}

function parameterList(parameters) {
  const sections = (groups) =>
    groups
      .map((group) => [group, parameters.filter((parameter) => parameter.group === group)])
      .filter(([, members]) => members.length > 0)
      .map(([group, members]) =>
        element('section', { class: 'params' }, element('h4', {}, label(group)), element('dl', {}, ...members.map(row))),
      );
  const routine = parameters.filter(({ group }) => ROUTINE_GROUPS.includes(group)).length;
  const summary = element('summary', {}, `Browser and delivery, ${plural(routine, 'parameter')}`);
  const rest = routine > 0 ? element('details', { class: 'rest' }, summary, ...sections(ROUTINE_GROUPS)) : null;
  return element('div', { class: 'decoded' }, ...sections(GROUPS), rest);
}

function row({ name, value, meaning }) {
  const shown = value === '' ? element('span', { class: 'nothing' }, 'empty') : value;
  return element(
    'div',
    {},
    element('dt', {}, name),
    element('dd', { class: 'value' }, shown),
    element('dd', { class: 'meaning' }, meaning),
  );
}
