/**
 * Compares what was sent with what a scenario expects (the rules are in tests/vectors/README.md). Pure.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';

/** The timings of a page load; which of them are known depends on the moment a hit leaves. */
const PERFORMANCE = /^pf_/;

/** What they are made of: names of https://www.w3.org/TR/navigation-timing/. */
const SPANS = ['fetchStart connectEnd', 'requestStart responseStart', 'responseStart responseEnd', 'domLoading domInteractive', 'domInteractive domComplete'];

/** By how many seconds a hit leaves late is the machine's doing, and no scenario's: tests/core/delivery has it. */
const LATE = 'cdo';

/** @typedef {Record<string, string>} Params */

/**
 * @param {{requests: Params[], results: Record<string, unknown>}} expected with the placeholders filled
 * @param {{hits: {params: [string, string][]}[], results: Record<string, unknown>, timing?: Record<string, number>}} actual
 * @param {{exactPf?: boolean, ignore?: string[]}} [rules]
 * @returns {string[]} what differs, a line each; empty when equal
 */
export function compare(expected, actual, rules = {}) {
  const ignored = [...(rules.ignore ?? []), LATE, ...(isBroken(actual.timing) ? ['pf'] : [])];
  const wanted = expected.requests.map((params) => without(params, ignored));
  const sent = numberPageViews(actual.hits).map((params) =>
    without(rules.exactPf ? params : foldPerformance(params), ignored),
  );
  const { missing, extra } = pairOff(wanted, sent);
  const lines = [...describeHits(missing, extra), ...describeResults(expected.results ?? {}, actual.results)];
  if (actual.timing && lines.some((line) => / pf: /.test(line))) lines.push(`the page's timing was ${JSON.stringify(actual.timing)}`);
  return lines;
}

/**
 * A load whose end came before its start, or that has no start, where times count from 1970, is told by no tracker: a busy Firefox has
 * one now and then.
 */
function isBroken(timing = {}) {
  return timing.navigationStart === 0 || SPANS.map((span) => span.split(' ')).some(([from, to]) => timing[to] > 0 && timing[to] < timing[from]);
}

/** Page view ids are random: they are compared by the order in which they appear. */
function numberPageViews(hits) {
  const names = new Map();
  return hits.map((hit) => {
    const params = toObject(hit.params);
    const id = params.pv_id;
    if (id === undefined) return params;
    if (!names.has(id)) names.set(id, `pv${names.size + 1}`);
    return { ...params, pv_id: names.get(id) };
  });
}

/**
 * @param {{params: [string, string][]}} hit
 * @returns {Params} as a scenario has them
 */
export function paramsOf({ params }) {
  return foldPerformance(toObject(params));
}

/** A name that was sent twice is shown as such: no scenario expects that. */
function toObject(pairs) {
  const params = {};
  for (const [name, value] of pairs) {
    params[name] = Object.hasOwn(params, name) ? `${params[name]} (and again) ${value}` : value;
  }
  return params;
}

function foldPerformance(params) {
  const entries = Object.entries(params);
  const rest = entries.filter(([name]) => !PERFORMANCE.test(name));
  return Object.fromEntries(rest.length < entries.length ? [...rest, ['pf', '*']] : rest);
}

function without(params, ignored) {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !ignored.includes(name)));
}

/** Hits may come in any order: those that are equal go off in pairs, the others remain. */
function pairOff(wanted, sent) {
  const extra = sent.map((params, index) => ({ params, index }));
  const missing = [];
  wanted.forEach((params, index) => {
    const found = extra.findIndex((candidate) => differences(params, candidate.params).length === 0);
    if (found >= 0) extra.splice(found, 1);
    else missing.push({ params, index });
  });
  return { missing, extra };
}

function differences(wanted, sent) {
  const names = new Set([...Object.keys(wanted), ...Object.keys(sent)]);
  return [...names].filter((name) =>
    wanted[name] === '*' ? sent[name] === undefined : wanted[name] !== sent[name],
  );
}

/** Each missing hit is told together with the remaining one that is most like it. */
function describeHits(missing, extra) {
  const lines = [];
  const left = [...extra];
  for (const { params, index } of missing) {
    const nearest = nearestOf(params, left);
    if (nearest === undefined) {
      lines.push(`hit ${index} is missing: ${short(params)}`);
      continue;
    }
    left.splice(left.indexOf(nearest), 1);
    for (const name of differences(params, nearest.params)) {
      lines.push(`hit ${index}, ${name}: expected ${show(params[name])}, sent ${show(nearest.params[name])}`);
    }
  }
  return [...lines, ...left.map(({ params }) => `one hit too many: ${short(params)}`)];
}

function nearestOf(params, candidates) {
  const distance = (candidate) => differences(params, candidate.params).length;
  return candidates.reduce(
    (best, candidate) => (best === undefined || distance(candidate) < distance(best) ? candidate : best),
    undefined,
  );
}

function describeResults(expected, actual) {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(expected[name], actual[name]))
    .map((name) => `result ${name}: expected ${JSON.stringify(expected[name])}, got ${JSON.stringify(actual[name])}`);
}

/** What tells hits apart, without what every hit carries. */
function short(params) {
  const common = new Set(
    'rec r h m s _id _idn send_image _refts uadata pdf qt realp wma fla java ag cookie res pf'.split(' '),
  );
  return JSON.stringify(Object.fromEntries(Object.entries(params).filter(([name]) => !common.has(name)))).slice(0, 400);
}

function show(value) {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 300);
}
