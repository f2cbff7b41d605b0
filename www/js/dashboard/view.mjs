/**
 * The cards on the page: chart, legend and table of each, kept up to date.
 *
 * @module
 */
import { byId, element } from '../dom.mjs';
import { CARDS } from './cards.mjs';
import { createChart } from './chart.mjs';

/** @returns {(report: ReturnType<typeof import('./report.mjs').report>) => void} shows it */
export function createView() {
  const shows = CARDS.map(cardOf);
  return (report) => shows.forEach((show) => show(report));
}

function cardOf(card) {
  const [image, empty, legend, table] = ['chart', 'empty', 'legend', 'table'].map((part) => byId(`${card.id}-${part}`));
  const chart = createChart(image);
  return (report) => {
    const shown = card.show(report);
    image.hidden = !shown;
    byId(card.id).classList.toggle('is-empty', !shown);
    empty.hidden = Boolean(shown);
    image.setAttribute('aria-label', `${card.title}: ${shown?.summary ?? card.empty}`);
    showLegend(legend, shown?.chart.series ?? []);
    showTable(table, shown?.columns ?? card.columns, shown?.rows ?? []);
    chart.draw(shown?.chart);
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
