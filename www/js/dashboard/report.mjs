/**
 * Facts in, numbers out: everything that the dashboard shows, as data. Pure: no page, no clock.
 *
 * @module
 */
import { RATINGS, THRESHOLDS, p75, rate } from './vitals.mjs';

const MINUTE = 60_000;
/** What a bar of views over time may stand for. */
const STEPS = [1, 5, 15, 60, 360, 1440, 10_080].map((minutes) => minutes * MINUTE);
const FEWEST_BARS = 10;
const MOST_BARS = 30;
const TOPICS = ['view', 'vital', 'depth', 'reached', 'engaged', 'read', 'form', 'media', 'link', 'error', 'event'];
/** Scroll depth is counted in tens; who saw the whole page is counted apart. */
const DEPTHS = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100];

/**
 * @param {(import('./facts.mjs').Fact | undefined)[]} facts of all hits, oldest first; nothing for what could not be read
 */
export function report(facts) {
  const topics = grouped(facts.filter(Boolean), ({ topic }) => topic);
  const [view, vital, depth, reached, engaged, read, form, media, link, error, event] = TOPICS.map((topic) => topics.get(topic) ?? []);
  return {
    hits: facts.length,
    unreadable: facts.filter((fact) => !fact).length,
    views: view.length,
    overTime: overTime(view.map(({ time }) => time)),
    pages: counted(view, ({ page }) => [page]).map(([[page], views]) => ({ page, views })),
    sources: counted(view.filter(({ source }) => source.kind !== 'internal'), ({ source }) => [source.name, source.kind]).map(([[name, kind], views]) => ({ kind, name, views })),
    vitals: Object.keys(THRESHOLDS).map((metric) => vitalOf(metric, vital.filter((fact) => fact.metric === metric))),
    depth: depthOf(depth.map(({ percent }) => percent), reached.map(({ percent }) => percent)),
    engagement: engagementOf(engaged, read),
    forms: formsOf(form),
    media: mediaOf(media),
    links: counted(link, ({ kind, address }) => [address, kind]).map(([[address, kind], count]) => ({ kind, address, count })),
    errors: counted(error, ({ status, page, referrer = '' }) => [status, page, referrer]).map(([[status, page, referrer], count]) => ({ status, page, referrer, count })),
    events: counted(event, ({ category, action }) => [category, action]).map(([[category, action], count]) => ({ category, action, count })),
  };
}

/** @returns {Map<unknown, object[]>} */
function grouped(facts, keyOf) {
  const groups = new Map();
  for (const fact of facts) {
    const key = keyOf(fact);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(fact);
  }
  return groups;
}

/** How often each key is there, the most frequent first and equals by name: the order must not depend on what came first. */
function counted(facts, keyOf) {
  const groups = [...grouped(facts, (fact) => JSON.stringify(keyOf(fact)))].map(([key, { length }]) => [JSON.parse(key), length]);
  return groups.sort(([one, count], [other, more]) => more - count || compare(one.join('\n'), other.join('\n')));
}

const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Bars of equal length up to the latest view, as short as all of them allow. */
function overTime(times) {
  if (times.length === 0) return { step: STEPS[0], bars: [] };
  const first = times.reduce((one, other) => Math.min(one, other));
  const last = times.reduce((one, other) => Math.max(one, other));
  const barsOf = (step) => Math.floor(last / step) - Math.floor(first / step) + 1;
  const step = STEPS.find((candidate) => barsOf(candidate) <= MOST_BARS) ?? STEPS.at(-1);
  // A clock that was set may spread views over years: the latest count.
  const count = Math.min(MOST_BARS, Math.max(FEWEST_BARS, barsOf(step)));
  const end = Math.floor(last / step);
  const bars = Array.from({ length: count }, (_, index) => ({ time: (end - count + 1 + index) * step, views: 0 }));
  for (const time of times) {
    const bar = bars[Math.floor(time / step) - (end - count + 1)];
    if (bar) bar.views += 1;
  }
  return { step, bars };
}

function vitalOf(metric, facts) {
  const [good, needsImprovement, poor] = RATINGS.map((rating) => facts.filter((fact) => fact.rating === rating).length);
  const value = facts.length > 0 ? p75(facts.map((fact) => fact.value)) : undefined;
  return { metric, count: facts.length, good, needsImprovement, poor, p75: value, rating: value === undefined ? undefined : rate(metric, value) };
}

/**
 * @param {number[]} percents of views that have ended
 * @param {number[]} thresholds that views came to, of which most go on
 */
function depthOf(percents, thresholds) {
  const within = (numbers, from) => numbers.filter((percent) => Math.floor(percent / 10) * 10 === from).length;
  const buckets = DEPTHS.map((from) => ({ from, views: within(percents, from), reached: within(thresholds, from) }));
  return { count: percents.length, average: percents.length > 0 ? sum(percents) / percents.length : undefined, buckets };
}

/** A view may be told about in parts, each time that it is hidden: their sum is its time. */
function engagementOf(engaged, read) {
  const pages = new Map();
  const of = (page) => pages.get(page) ?? pages.set(page, { page, seconds: 0, views: new Set(), read: 0 }).get(page);
  for (const [index, { page, view, seconds }] of engaged.entries()) {
    const entry = of(page);
    entry.seconds += seconds;
    // Without an id of its view, an event is taken for a view of its own.
    entry.views.add(view ?? index);
  }
  for (const { page } of read) of(page).read += 1;
  const list = [...pages.values()].map(({ views, ...rest }) => ({ ...rest, views: views.size, average: views.size > 0 ? rest.seconds / views.size : undefined }));
  list.sort((one, other) => other.seconds - one.seconds || compare(one.page, other.page));
  const views = sum(list.map((entry) => entry.views));
  const seconds = sum(list.map((entry) => entry.seconds));
  return { pages: list, seconds, views, average: views > 0 ? seconds / views : undefined };
}

function formsOf(facts) {
  const forms = [...grouped(facts, ({ form }) => form).values()].map((own) => {
    const count = (step) => own.filter((fact) => fact.step === step).length;
    const lastFields = counted(own.filter(({ field }) => field), ({ field }) => [field]).map(([[field], times]) => ({ field, count: times }));
    return { form: own[0].form, started: count('started'), submitted: count('submitted'), abandoned: count('abandoned'), lastFields };
  });
  return forms.sort((one, other) => other.submitted - one.submitted || other.started - one.started || compare(one.form, other.form));
}

/** What was played; the shares that are reported are the site's choice. */
function mediaOf(facts) {
  const shares = [...new Set(facts.map(({ action }) => action).filter((action) => action.endsWith('%')))].sort((one, other) => parseInt(one, 10) - parseInt(other, 10));
  const actions = ['Play', 'Pause', ...shares, 'End'];
  const items = [...grouped(facts, ({ name }) => name).values()].map((own) => ({
    name: own[0].name,
    counts: actions.map((action) => own.filter((fact) => fact.action === action).length),
    seconds: sum(own.map(({ seconds }) => seconds)),
  }));
  items.sort((one, other) => other.counts[0] - one.counts[0] || compare(one.name, other.name));
  return { actions, items };
}
