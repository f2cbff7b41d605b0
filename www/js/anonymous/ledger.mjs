/**
 * The invoice book's data: fictional, and of the kind that nobody outside the company should read.
 *
 * @module
 */

/** @type {readonly {id: number, customer: string, town: string, amount: number, state: string}[]} */
export const INVOICES = Object.freeze([
  { id: 4711, customer: 'Jane Miller', town: 'Bristol', amount: 280, state: 'open' },
  { id: 4698, customer: 'Ingrid Bauer', town: 'Graz', amount: 1145.5, state: 'overdue' },
  { id: 4702, customer: 'Tomás Prieto', town: 'Vigo', amount: 96.2, state: 'paid' },
  { id: 4720, customer: 'Harbour Bakery', town: 'Cork', amount: 612, state: 'open' },
]);

const MONEY = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'EUR' });

/** @param {number} amount */
export const money = (amount) => MONEY.format(amount);

/** @param {string | null} id as in an address */
export const invoiceOf = (id) => INVOICES.find((invoice) => String(invoice.id) === id);

/**
 * Invoices that have the words in them.
 *
 * @param {string} words
 */
export function found(words) {
  const wanted = words.trim().toLowerCase();
  return INVOICES.filter(({ id, customer, town }) => `${id} ${customer} ${town}`.toLowerCase().includes(wanted));
}

/** Adds up what was invoiced in a period, entry by entry: enough work that it takes a time. */
export function revenue(period) {
  const times = period === 'year' ? 12 : 1;
  let cents = 0;
  for (let entry = 0; entry < times * 100_000; entry += 1) cents += Math.round(INVOICES[entry % INVOICES.length].amount * 100) % 97;
  return cents / 100;
}

/**
 * An address within the application.
 *
 * @param {Record<string, string | number>} parameters
 */
export const address = (parameters) => `?${new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]))}`;
