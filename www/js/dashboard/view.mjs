/**
 * The cards on the page: chart, legend and table of each, kept up to date.
 *
 * @module
 */
import { byId, element } from '../dom.mjs';
import { CARDS } from './cards.mjs';

/** @returns {(report: ReturnType<typeof import('./report.mjs').report>) => void} shows it */
export function createView() {
  // The numbers do not wait for the library, and are there without it.
  const charts = import('./chart.mjs').catch(openTables);
  const shows = CARDS.map((card) => cardOf(card, charts));
  return (report) => shows.forEach((show) => show(report));
}

/** Where the library cannot run, as where the browser's language is none. */
function openTables({ message }) {
  byId('undrawn').textContent = `The charts cannot be drawn in this browser (${message}). Their numbers are in the tables.`;
  byId('undrawn').hidden = false;
  byId('cards').classList.add('undrawn');
  for (const details of document.querySelectorAll('.card details')) details.open = true;
}

/**
 * @param {import('./cards.mjs').Card} card
 * @param {Promise<typeof import('./chart.mjs') | undefined>} charts
 */
function cardOf(card, charts) {
  const [image, empty, legend, table] = ['chart', 'empty', 'legend', 'table'].map((part) => byId(`${card.id}-${part}`));
  let chart, latest;
  charts.then((library) => {
    chart = library?.createChart(image);
    chart?.draw(latest);
  });
  return (report) => {
    const shown = card.show(report);
    image.hidden = !shown;
    byId(card.id).classList.toggle('is-empty', !shown);
    empty.hidden = Boolean(shown);
    image.setAttribute('aria-label', `${card.title}: ${shown?.summary ?? card.empty}`);
    showLegend(legend, shown?.chart.series ?? []);
    showTable(table, shown?.columns ?? card.columns, shown?.rows ?? []);
    latest = shown?.chart;
    chart?.draw(latest);
  };
}

/** One series needs none: the card's title says what it is. */
function showLegend(list, series) {
  list.hidden = series.length < 2;
  list.replaceChildren(...series.map(({ name, tone, values }) => element('li', { class: tone }, `${name} ${values.reduce((sum, value) => sum + value, 0)}`)));
}

function showTable(table, columns, rows) {
  const isNumber = columns.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  const cell = (text, index) => (index === 0 ? element('th', { scope: 'row' }, text) : element('td', isNumber[index] ? { class: 'number' } : {}, String(text)));
  table.tHead.replaceChildren(element('tr', {}, ...columns.map((name, index) => element('th', { scope: 'col', ...(isNumber[index] && { class: 'number' }) }, name))));
  table.tBodies[0].replaceChildren(...rows.map((row) => element('tr', {}, ...row.map(cell))));
}
