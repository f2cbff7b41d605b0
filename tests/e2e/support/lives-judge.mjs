/**
 * What became of every hit that a page gave: compares what the pages noted down with what the server wrote down. Neither asks
 * the tracker.
 *
 * A hit may be lost in five ways only. The page was left before there was a tracker. Or the browser ended it before it had heard of its
 * end. Or each request with the hit in it failed, and the page did not know of the last failure before it was left for good: nobody was
 * there any more to send the hit again. Or a script that was still under way gave it when the page was over: what such a script sends,
 * the browser may drop, so it is no reason why an earlier hit was lost either. Or the server responded to it with 500 twice: it may have
 * counted it both times (docs/adr/0017-what-may-have-been-taken.md).
 */
import { valueOf } from '../../../www/server/collector/decode.mjs';

const ID = /h\d+x\d+x/;

/**
 * @typedef {object} Verdict
 * @property {number} given
 * @property {number} received of those, each counted once
 * @property {number} early lost with a page that was left before the tracker was there
 * @property {number} dying lost by a dying page, as above
 * @property {number} killed lost with a page that the browser ended before it had heard of its end
 * @property {number} refused given up after the second 500
 * @property {number} lost in any other way
 * @property {number} twice received more often than once
 * @property {number} foreign received, but not given
 * @property {string[]} faults what must not be, for each life, and its story
 */

/**
 * @param {import('./lives-run.mjs').Life[]} lives
 * @param {Pick<import('./fault-site.mjs').FaultSite, 'requestsOf' | 'hitsOf'>} site
 * @returns {Verdict}
 */
export function judge(lives, site) {
  const verdict = { given: 0, received: 0, early: 0, dying: 0, killed: 0, refused: 0, lost: 0, twice: 0, foreign: 0, faults: [] };
  for (const life of lives) judgeLife(life, site.requestsOf(life.plan.life), site.hitsOf(life.plan.life), verdict);
  return verdict;
}

/** The hit's own id, wherever its kind has room for one. */
export function idOf(hit) {
  const text = ['e_n', 'action_name', 'link'].map((name) => valueOf(hit, name)).find(Boolean);
  return ID.exec(text ?? '')?.[0] ?? `unknown ${hit.raw}`;
}

/**
 * @param {{fate: string | number, hits: object[]}[]} requests as the server wrote them down
 * @returns {string[]} the hits to which it responded with 500 more often than once
 */
export function refusedTwice(requests) {
  const ids = requests.filter(({ fate }) => fate === 500).flatMap(({ hits }) => hits.map(idOf));
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

function judgeLife({ plan, notes, isComplete }, requests, hits, verdict) {
  const found = [];
  const fault = (text) => void found.push(`${plan.life} (${plan.end?.how ?? 'stays'}): ${text}`);
  // Without a note nothing that it may have said can be judged.
  const missing = Array.from(notes).findIndex((note) => !note);
  if (missing >= 0) fault(`note ${missing} of ${notes.length} did not reach the test`);
  const known = Array.from(notes, (note, number) => note && { ...note, number }).filter(Boolean);
  const given = known.filter(({ kind }) => kind === 'gave').map(({ id }) => id);
  const received = hits.map(idOf);

  verdict.given += given.length;
  const arrived = [...new Set(received)];
  const foreign = arrived.filter((id) => !given.includes(id));
  const twice = arrived.filter((id) => received.indexOf(id) !== received.lastIndexOf(id));
  verdict.received += arrived.length - foreign.length;
  verdict.foreign += foreign.length;
  verdict.twice += twice.length;
  if (foreign.length > 0) fault(`${foreign.join(', ')} was received, but not given`);
  if (twice.length > 0) fault(`${twice.join(', ')} was received more than once`);
  const reasons = new Map();
  for (const id of given.filter((hit) => !received.includes(hit))) {
    const { reason, excuse } = whyLost(id, known, requests);
    verdict[excuse ?? 'lost'] += 1;
    if (!excuse) reasons.set(reason, [...(reasons.get(reason) ?? []), id]);
  }
  for (const [reason, ids] of reasons) fault(`${ids.join(', ')} was lost: ${reason}`);
  if (isComplete === false) fault('not everything had arrived while the page was there');
  for (const text of disorder(known, requests, given, !plan.end)) fault(text);
  if (found.length > 0) verdict.faults.push([...found, ...story(notes, requests)].join('\n    '));
}

/** What there is to know about a life, for people. */
function story(notes, requests) {
  const began = notes[0]?.at ?? 0;
  const ids = (list) => list.map((id) => id.replace(/^h\d+x(\d+)x$/, '$1')).join(',');
  const what = ({ kind, id, ids: all = id ? [id] : [], by = '', failed, text = '', at }) =>
    `${Math.round(at - began)} ms ${failed ? 'failed' : kind} ${by} ${ids(all)}${text}`.replace(/ +/g, ' ').trim();
  return [
    `page: ${Array.from(notes, (note) => (note ? what(note) : '?')).join(' · ')}`,
    `server: ${requests.map(({ fate, hits, at }) => `${Math.round(at - began)} ms ${fate} ${ids(hits.map(idOf))}`).join(' · ')}`,
  ];
}

/** @returns {{reason?: string, excuse?: 'early' | 'dying' | 'killed' | 'refused'}} */
function whyLost(id, notes, requests) {
  const [over, shown, started] = ['over', 'shown', 'started'].map((wanted) => notes.findLastIndex(({ kind }) => kind === wanted));
  // Chromium does not wait for long until a page that goes has heard all of it.
  if (over <= shown) return { excuse: 'killed' };
  // A script or a timer that was due may still run when the page is over; a timer that it sets never does.
  if (notes.findIndex((note) => note.kind === 'gave' && note.id === id) > over) return { excuse: 'dying' };
  const sent = notes.slice(0, over).filter(({ kind, ids }) => kind === 'sent' && ids.includes(id));
  if (sent.length === 0 && (started < 0 || started > over)) return { excuse: 'early' };
  if (sent.length === 0) return { reason: 'it was never sent' };
  const failed = requests.filter((request) => request.hits.some((hit) => idOf(hit) === id));
  if (refusedTwice(failed).includes(id)) return { excuse: 'refused' };
  if (failed.length < sent.length) return { reason: `it was sent ${sent.length} times, ${failed.length} reached the server` };

  const last = notes.indexOf(sent.at(-1));
  if (sent.at(-1).by === 'beacon') {
    return isLeft(notes, last) ? { excuse: 'dying' } : { reason: 'a page that was there sent it in a way that says nothing of failures' };
  }
  // Notes may be missing, and are then a fault of their own: places are counted in what there is.
  const known = notes.findIndex((note) => note.kind === 'known' && note.sending === sent.at(-1).number);
  if (known < 0 || known > leftForGood(notes)) return { excuse: 'dying' };
  return { reason: 'the page knew that it had failed, and did not send it again' };
}

/** Whether the page is hidden or left at this note. */
function isLeft(notes, index) {
  const turn = notes.slice(0, index).findLast(({ kind }) => ['hidden', 'ended', 'shown'].includes(kind));
  return turn !== undefined && turn.kind !== 'shown';
}

/** The note with which the page's last end began. */
function leftForGood(notes) {
  const back = notes.findLastIndex(({ kind }) => kind === 'shown');
  const end = notes.findIndex(({ kind }, index) => index > back && (kind === 'ended' || kind === 'hidden'));
  return end < 0 ? Infinity : end;
}

/**
 * The order that is promised: within a request that of giving, and a hit that is given while the page knows of a failure comes after
 * what has failed, unless the server has responded in between. The second is asked of pages that stay: at the end everything leaves at once, on connections that race.
 */
function disorder(notes, requests, given, stays) {
  const faults = [];
  const place = (id) => given.indexOf(id);
  const taken = requests.filter(({ fate }) => fate === 'take').map(({ hits }) => hits.map(idOf));
  for (const ids of taken) {
    if (ids.some((id, index) => index > 0 && place(ids[index - 1]) > place(id))) faults.push(`one request had ${ids.join(', ')}, given in another order`);
  }
  const arrivals = taken.flat();
  for (const [index, { kind, failed, ids, sending }] of notes.entries()) {
    if (!stays || kind !== 'outcome' || !failed) continue;
    const knows = notes.findIndex((note) => note.kind === 'known' && note.sending === sending);
    if (knows < 0) continue;
    // It may have found no room beside others: then it is sent in another way at once, and nothing has failed yet.
    if (notes.slice(index, knows).some((note) => note.kind === 'sent' && ids.every((id) => note.ids.includes(id)))) continue;
    // Where several had failed, one response lets the later ones go, though another may fail once more.
    const succeeded = notes.findIndex((note, index) => index > knows && note.kind === 'outcome' && !note.failed);
    const wasTooSoon = (id) => succeeded < 0 || notes.slice(0, succeeded).some((note) => note.kind === 'sent' && note.ids.includes(id));
    const later = notes.slice(knows).filter((note) => note.kind === 'gave' && wasTooSoon(note.id)).map(({ id }) => arrivals.indexOf(id)).filter((at) => at >= 0);
    const overtaken = ids.filter((id) => arrivals.indexOf(id) > Math.min(...later));
    if (overtaken.length > 0) faults.push(`${arrivals[Math.min(...later)]} was given when ${overtaken.join(', ')} had failed, and came before`);
  }
  return faults;
}

/** The names of a verdict's numbers, as a table has them. */
const COLUMNS = { given: 'given', received: 'received', early: 'before the tracker', dying: 'lost by dying pages', killed: 'killed', refused: 'refused twice', lost: 'lost otherwise', twice: 'twice', foreign: 'not given' };

/**
 * @param {Record<string, Verdict>} verdicts by title
 * @returns {string} a line each
 */
export function table(verdicts) {
  const rows = [['', ...Object.values(COLUMNS)], ...Object.entries(verdicts).map(([title, verdict]) => [title, ...Object.keys(COLUMNS).map((name) => String(verdict[name]))])];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ')).join('\n');
}
