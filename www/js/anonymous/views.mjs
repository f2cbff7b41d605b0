/**
 * What the invoice book shows at each of its addresses: a title and the elements below it. Private things stand in both
 * the address and the title, as they do in such applications.
 *
 * @module
 */
import { element } from '../dom.mjs';
import { plural } from '../format.mjs';
import { INVOICES, address, found, invoiceOf, money } from './ledger.mjs';

/** The first view of who comes without an address. */
export const START = address({ module: 'invoices', action: 'list' });

const VIEWS = { 'invoices/list': invoices, 'invoices/edit': invoice, 'customers/list': customers, 'reports/revenue': report, 'search/results': results };

/**
 * @param {URLSearchParams} asked
 * @returns {{title: string, nodes: Node[]}}
 */
export function viewOf(asked) {
  const view = VIEWS[`${asked.get('module')}/${asked.get('action')}`] ?? invoices;
  return view(asked);
}

function invoices() {
  return { title: 'Invoices', nodes: [table(INVOICES)] };
}

function customers() {
  const row = ({ id, customer, town }) => element('li', {}, inside({ module: 'invoices', action: 'edit', id, customer }, customer), ` of ${town}`);
  return { title: 'Customers', nodes: [element('ul', { class: 'plain' }, ...INVOICES.map(row))] };
}

function results(asked) {
  const words = asked.get('q') ?? '';
  const hits = found(words);
  const nodes = hits.length === 0 ? [element('p', { class: 'hint' }, 'No invoice matches.')] : [table(hits)];
  return { title: `${plural(hits.length, 'invoice')} with “${words}”`, nodes };
}

function invoice(asked) {
  const it = invoiceOf(asked.get('id'));
  if (!it) return { title: 'No such invoice', nodes: [inside({ module: 'invoices', action: 'list' }, 'All invoices')] };
  const facts = [['Customer', it.customer], ['Town', it.town], ['Amount', money(it.amount)], ['State', it.state]];
  return {
    title: `Invoice ${it.id}, ${it.customer}`,
    nodes: [
      element('dl', { class: 'sheet' }, ...facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)))),
      element('p', { class: 'line' }, button('paid', 'Mark as paid'), button('remind', 'Send a reminder')),
      element(
        'form',
        { class: 'line', 'data-form': 'note' },
        element('label', { for: 'note' }, 'Note'),
        element('input', { id: 'note', name: 'note', value: `${it.customer} pays late`, required: '', maxlength: '80', autocomplete: 'off' }),
        element('button', {}, 'Add'),
      ),
    ],
  };
}

function report(asked) {
  const period = asked.get('period') ?? 'month';
  const link = (name) => {
    const node = inside({ module: 'reports', action: 'revenue', period: name }, `By ${name}`);
    if (name === period) node.setAttribute('aria-current', 'true');
    return node;
  };
  return {
    title: `Revenue by ${period}`,
    nodes: [element('p', { class: 'line' }, link('month'), link('year')), element('p', {}, button('revenue', 'Calculate'))],
  };
}

function table(rows) {
  const head = element('tr', {}, ...['No.', 'Customer', 'Amount', 'State'].map((name) => element('th', { scope: 'col' }, name)));
  const row = ({ id, customer, amount, state }) => element(
    'tr',
    {},
    element('td', {}, String(id)),
    element('td', {}, inside({ module: 'invoices', action: 'edit', id, customer }, customer)),
    element('td', {}, money(amount)),
    element('td', { 'data-state': state }, state),
  );
  return element('table', {}, element('thead', {}, head), element('tbody', {}, ...rows.map(row)));
}

/** A link to another view. */
function inside(parameters, text) {
  return element('a', { href: address(parameters) }, text);
}

/** A button that the page knows by its use. */
function button(use, text) {
  return element('button', { type: 'button', 'data-use': use }, text);
}
