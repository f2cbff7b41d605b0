/**
 * The dashboard's cards: what each makes of the report, as a chart, a table with the same numbers and a sentence. Data alone: the server
 * reads the list too, and makes the page's skeleton of it.
 *
 * @module
 */
import { plural } from '../format.mjs';
import { RATINGS } from './vitals.mjs';

/**
 * @typedef {object} Shown
 * @property {string} summary the chart in a sentence
 * @property {string[]} columns of the table; the first has the names of the rows
 * @property {(string | number)[][]} rows
 * @property {Chart} chart
 */

/**
 * @typedef {object} Chart
 * @property {string[]} labels of the bars
 * @property {{name: string, tone: string, values: number[]}[]} series one above the other; `tone` is a colour of the page
 * @property {boolean} [isWide] bars go from left to right, since their labels are long
 */

/**
 * @typedef {object} Card
 * @property {string} id
 * @property {string} title
 * @property {string} hint what is counted
 * @property {string} empty what to do, while there is nothing
 * @property {string[]} columns those that are there whatever is counted
 * @property {(report: ReturnType<typeof import('./report.mjs').report>) => Shown | undefined} show nothing while there is nothing
 */

/** More bars cannot be told apart, and more rows are not read. */
const MOST_BARS = 8;
const MOST_ROWS = 25;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SECONDS = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const CLS = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const DATE_AND_TIME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const RATING_NAMES = { good: 'Good', 'needs-improvement': 'Needs improvement', poor: 'Poor' };
const RATING_TONES = { good: 'good', 'needs-improvement': 'fair', poor: 'poor' };
const SOURCE_KINDS = { campaign: 'campaign', website: 'website', direct: 'no referrer' };

/** @type {readonly Card[]} */
export const CARDS = Object.freeze([
  {
    id: 'views',
    title: 'Page views over time',
    hint: 'When they arrived.',
    empty: 'No page view yet.',
    columns: ['From', 'Page views'],
    show({ views, overTime: { step, bars } }) {
      if (views === 0) return undefined;
      const labels = bars.map(({ time }) => timeText(time, step));
      const most = bars.reduce((one, other) => (other.views > one.views ? other : one));
      const values = bars.map((bar) => bar.views);
      return {
        summary: `${plural(values.reduce((sum, value) => sum + value, 0), 'page view')} in bars of ${lengthText(step)}, at most ${most.views} from ${timeText(most.time, step)}.`,
        columns: this.columns,
        rows: bars.map((bar, index) => [labels[index], bar.views]),
        chart: { labels, series: [{ name: 'Page views', tone: 'accent', values }] },
      };
    },
  },
  {
    id: 'pages',
    title: 'Pages',
    hint: 'Page views by path and query.',
    empty: 'No page view yet.',
    columns: ['Page', 'Page views'],
    show: ({ pages }) => ranking(pages, { columns: ['Page', 'Page views'], row: ({ page, views }) => [page, views], what: 'page' }),
  },
  {
    id: 'sources',
    title: 'Sources',
    hint: 'Where views came from: campaigns in the address, other websites, or neither. Views that follow one of the same site are left out.',
    empty: 'Nobody came from anywhere yet.',
    columns: ['Source', 'Kind', 'Page views'],
    show: ({ sources }) => ranking(sources, { columns: ['Source', 'Kind', 'Page views'], row: ({ name, kind, views }) => [name, SOURCE_KINDS[kind], views], what: 'source' }),
  },
  {
    id: 'vitals',
    title: 'Web Vitals',
    hint: 'How page views were rated. Three quarters of them had at most the value p75.',
    empty: 'No metric yet: they are sent when a view ends, so open another page.',
    columns: ['Metric', 'p75', 'Rating', 'Good', 'Needs improvement', 'Poor'],
    show({ vitals }) {
      const measured = vitals.filter(({ count }) => count > 0);
      if (measured.length === 0) return undefined;
      const counts = ({ good, needsImprovement, poor }) => [good, needsImprovement, poor];
      return {
        summary: `${measured.map(({ metric, p75, rating }) => `${metric} ${valueText(metric, p75)}, ${RATING_NAMES[rating].toLowerCase()}`).join('; ')} at the 75th percentile.`,
        columns: this.columns,
        rows: measured.map((vital) => [vital.metric, valueText(vital.metric, vital.p75), RATING_NAMES[vital.rating], ...counts(vital)]),
        chart: {
          labels: measured.map(({ metric, p75 }) => `${metric} ${valueText(metric, p75)}`),
          series: RATINGS.map((rating, index) => ({ name: RATING_NAMES[rating], tone: RATING_TONES[rating], values: measured.map((vital) => counts(vital)[index]) })),
          isWide: true,
        },
      };
    },
  },
  {
    id: 'depth',
    title: 'Scroll depth',
    hint: 'The deepest part of the page that each view showed, and thresholds as they are reached.',
    empty: 'Nothing yet: it is sent when a view ends, so scroll, then open another page.',
    columns: ['Depth', 'Page views', 'Thresholds'],
    show({ depth: { count, average, buckets } }) {
      const reached = buckets.reduce((sum, bucket) => sum + bucket.reached, 0);
      if (count + reached === 0) return undefined;
      const labels = buckets.map(({ from }) => (from === 100 ? '100%' : `${from}–${from + 9}%`));
      return {
        summary: `${plural(count, 'page view')} ended${count > 0 ? `, ${Math.round(average)}% deep on average` : ''}; ${plural(reached, 'threshold')} reached.`,
        columns: this.columns,
        rows: buckets.map((bucket, index) => [labels[index], bucket.views, bucket.reached]),
        chart: { labels: buckets.map(({ from }) => `${from}%`), series: [{ name: 'Page views', tone: 'accent', values: buckets.map(({ views }) => views) }] },
      };
    },
  },
  {
    id: 'engagement',
    title: 'Engaged time',
    hint: 'Seconds in which a page was visible and used, per page view.',
    empty: 'Nothing yet: it is sent when a view ends, so open another page.',
    columns: ['Page', 'Seconds per view', 'Seconds', 'Views', 'Read'],
    show({ engagement: { pages, seconds, average } }) {
      if (pages.length === 0) return undefined;
      const rows = pages.map((entry) => [entry.page, entry.average === undefined ? 'none' : SECONDS.format(entry.average), SECONDS.format(entry.seconds), entry.views, entry.read]);
      const shown = pages.slice(0, MOST_BARS);
      return {
        summary: average === undefined ? `${plural(pages.length, 'page')} read.` : `${SECONDS.format(seconds)} seconds on ${plural(pages.length, 'page')}, ${SECONDS.format(average)} per page view.`,
        columns: this.columns,
        rows: rows.slice(0, MOST_ROWS),
        chart: { labels: shown.map(({ page }) => page), series: [{ name: 'Seconds per view', tone: 'accent', values: shown.map((entry) => Math.round((entry.average ?? 0) * 10) / 10) }], isWide: true },
      };
    },
  },
  {
    id: 'forms',
    title: 'Forms',
    hint: 'Started, submitted, and left without being submitted: never what was written.',
    empty: 'No form yet: write into the one of this page.',
    columns: ['Form', 'Started', 'Submitted', 'Abandoned', 'Last field before'],
    show({ forms }) {
      if (forms.length === 0) return undefined;
      const shown = forms.slice(0, MOST_BARS);
      const total = (step) => forms.reduce((sum, form) => sum + form[step], 0);
      return {
        summary: `${plural(forms.length, 'form')}: ${total('started')} started, ${total('submitted')} submitted, ${total('abandoned')} abandoned.`,
        columns: this.columns,
        rows: forms.slice(0, MOST_ROWS).map(({ form, started, submitted, abandoned, lastFields }) => [form, started, submitted, abandoned, lastFields.map(({ field, count }) => `${field} ${count}`).join(', ') || 'none']),
        chart: {
          labels: shown.map(({ form }) => form),
          series: [
            { name: 'Submitted', tone: 'good', values: shown.map(({ submitted }) => submitted) },
            { name: 'Abandoned', tone: 'poor', values: shown.map(({ abandoned }) => abandoned) },
          ],
          isWide: true,
        },
      };
    },
  },
  {
    id: 'media',
    title: 'Audio and video',
    hint: 'How often each part was reached, of all that was played.',
    empty: 'Nothing was played yet: play the sound of this page.',
    columns: ['Element', 'Play', 'Pause', 'End', 'Seconds played'],
    show({ media: { actions, items } }) {
      if (items.length === 0) return undefined;
      const total = actions.map((_, index) => items.reduce((sum, { counts }) => sum + counts[index], 0));
      const seconds = items.reduce((sum, item) => sum + item.seconds, 0);
      return {
        summary: `${plural(items.length, 'element')}: ${total[0]} times played, ${total.at(-1)} to the end, ${SECONDS.format(seconds)} seconds in all.`,
        columns: ['Element', ...actions, 'Seconds played'],
        rows: [...items.slice(0, MOST_ROWS).map((item) => [item.name, ...item.counts, SECONDS.format(item.seconds)]), ['All', ...total, SECONDS.format(seconds)]],
        chart: { labels: actions, series: [{ name: 'Times', tone: 'accent', values: total }] },
      };
    },
  },
  {
    id: 'links',
    title: 'Downloads and outlinks',
    hint: 'Links to files and to other websites that were followed.',
    empty: 'No link was followed yet: there are two on this page.',
    columns: ['Link', 'Kind', 'Clicks'],
    show: ({ links }) => ranking(links, { columns: ['Link', 'Kind', 'Clicks'], row: ({ address, kind, count }) => [address, kind, count], what: 'link', label: ({ address }) => lastPart(address) }),
  },
  {
    id: 'errors',
    title: 'Error pages',
    hint: 'Pages that said they are missing, and where the link to them is.',
    empty: 'No error page yet: open the page that is missing.',
    columns: ['Page', 'Status', 'Link on', 'Page views'],
    show: ({ errors }) => ranking(errors, { columns: ['Page', 'Status', 'Link on', 'Page views'], row: ({ page, status, referrer, count }) => [page, status, referrer || 'none', count], what: 'error page', label: ({ status, page }) => `${status} ${page}` }),
  },
  {
    id: 'events',
    title: 'Other events',
    hint: 'By category and action, such as those of elements with data-track-event.',
    empty: 'No other event yet: rate the recipe.',
    columns: ['Event', 'Count'],
    show: ({ events }) => ranking(events, { columns: ['Event', 'Count'], row: ({ category, action, count }) => [`${category} › ${action}`, count], what: 'event' }),
  },
]);

/** A list whose rows end with how often, the most frequent first. */
function ranking(list, { columns, row, what, label = (entry) => row(entry)[0] }) {
  if (list.length === 0) return undefined;
  const rows = list.map(row);
  const shown = list.slice(0, MOST_BARS);
  return {
    summary: `${plural(list.length, what)}, the first is ${rows[0][0]} with ${rows[0].at(-1)}.`,
    columns,
    rows: rows.slice(0, MOST_ROWS),
    chart: { labels: shown.map(label), series: [{ name: columns.at(-1), tone: 'accent', values: shown.map((entry) => row(entry).at(-1)) }], isWide: true },
  };
}

/** @param {number} step the length of a bar */
function timeText(time, step) {
  return (step >= DAY ? DATE : step >= 6 * HOUR ? DATE_AND_TIME : TIME).format(time);
}

function lengthText(step) {
  if (step >= DAY) return plural(step / DAY, 'day');
  return step >= HOUR ? plural(step / HOUR, 'hour') : plural(step / 60_000, 'minute');
}

function valueText(metric, value) {
  return metric === 'CLS' ? CLS.format(value) : `${Math.round(value)} ms`;
}

/** What tells links apart when there is little room. */
function lastPart(address) {
  return address.replace(/[?#].*$/, '').replace(/\/$/, '').split('/').at(-1) || address;
}
