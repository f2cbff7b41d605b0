/** A shop's page: views of products and categories, a cart that changes, an order; and custom variables beside them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();
const items = (hit) => JSON.parse(param(hit, 'ec_items'));
const variables = (hit, name = 'cvar') => JSON.parse(param(hit, name));

describe('a shop', AT_ONCE, () => {
  test('a cart is filled, changed, ordered and empty again', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        ['addEcommerceItem', 'SKU-1', 'Cup "white"', 'Kitchen', 9.9, 2],
        ['addEcommerceItem', 'SKU-2', 'Tea', ['Food', 'Drinks'], '4.50', '1'],
        ['addEcommerceItem', 'SKU-3'],
        ['trackEcommerceCartUpdate', 24.3],
      ],
    });
    await visit.hits(1);
    assert.deepEqual(await visit.page.evaluate(() => Object.keys(Matomo.getAsyncTracker().getEcommerceItems())), ['SKU-1', 'SKU-2', 'SKU-3']);
    await visit.push(['removeEcommerceItem', 'SKU-3'], ['removeEcommerceItem', 'none such'], ['addEcommerceItem', 'SKU-1', 'Cup', 'Kitchen', 9.9, 3], ['trackEcommerceOrder', 'A-1', 34.2, 30, 4.2, 0, false]);
    await visit.hits(2);
    await visit.push(['trackEcommerceCartUpdate', 0], ['addEcommerceItem', 'SKU-4', '', [], 1, 1], ['clearEcommerceCart'], ['trackEcommerceOrder', 'A-2', 5]);
    const [cart, order, empty, bare] = await visit.end(4);

    assert.deepEqual([cart, order, empty, bare].map((hit) => param(hit, 'idgoal')), ['0', '0', '0', '0']);
    assert.deepEqual([cart, order, empty, bare].map((hit) => param(hit, 'ec_id')), [undefined, 'A-1', undefined, 'A-2']);
    assert.deepEqual([cart, order, empty, bare].map((hit) => param(hit, 'revenue')), ['24.3', '34.2', '0', '5']);
    assert.deepEqual(items(cart), [['SKU-1', 'Cup "white"', 'Kitchen', 9.9, 2], ['SKU-2', 'Tea', ['Food', 'Drinks'], '4.50', '1'], ['SKU-3', '', '', 0, 1]]);
    assert.deepEqual(items(order), [['SKU-1', 'Cup', 'Kitchen', 9.9, 3], ['SKU-2', 'Tea', ['Food', 'Drinks'], '4.50', '1']]);
    assert.deepEqual(['ec_st', 'ec_tx', 'ec_sh', 'ec_dt'].map((name) => param(order, name)), ['30', '4.2', '0', 'false']);
    assert.deepEqual([items(empty), items(bare)], [[], []]);
  });

  test('an order needs an id and a sum, a cart a sum', async (t) => {
    const visit = await world.visit(t, { paq: [['trackEcommerceOrder', '', 5], ['trackEcommerceOrder', 'A-1'], ['trackEcommerceCartUpdate'], ['addEcommerceItem', ''], ['trackPageView']] });
    assert.deepEqual((await visit.end(1)).map(kind), ['action_name=A page']);
  });

  test('views of a product and of categories go with the page view', async (t) => {
    const visit = await world.visit(t, { paq: [['setEcommerceView', 'SKU-1', 'Cup', 'Kitchen', 9.9], ['trackPageView']] });
    await visit.hits(1);
    await visit.push(['setEcommerceView', false, false, ['Food', 'Drinks']], ['trackPageView', 'Categories']);
    await visit.hits(2);
    await visit.push(['setEcommerceView', '', '', 'Food'], ['trackPageView', 'Category']);
    const hits = await visit.end(3);
    const views = hits.map((hit) => ['_pks', '_pkn', '_pkc', '_pkp'].map((name) => param(hit, name)));
    assert.deepEqual(views, [
      ['SKU-1', 'Cup', 'Kitchen', '9.9'],
      [undefined, undefined, '["Food","Drinks"]', undefined],
      [undefined, undefined, 'Food', undefined],
    ]);
  });
});

describe('custom variables', AT_ONCE, () => {
  test('of each scope go with every hit, deleted ones empty', async (t) => {
    const visit = await world.visit(t, {
      paq: [
        ['setCustomVariable', 1, 'visitor', 'ann', 'visit'], ['setCustomVariable', 2, 'kind', 'page', 'page'],
        ['setCustomVariable', 3, 'about', 'event', 'event'], ['setCustomVariable', 4, 'default', 5], ['trackPageView'],
      ],
    });
    await visit.hits(1);
    await visit.push(['trackEvent', 'c', 'a']);
    await visit.hits(2);
    await visit.push(['deleteCustomVariable', 1, 'visit'], ['deleteCustomVariable', 4], ['trackEvent', 'c', 'b']);
    const [view, event, last] = await visit.end(3);
    for (const hit of [view, event, last]) {
      assert.deepEqual([variables(hit), variables(hit, 'e_cvar')], [{ 2: ['kind', 'page'] }, { 3: ['about', 'event'] }]);
    }
    const visitor = { 1: ['visitor', 'ann'], 4: ['default', '5'] };
    const emptied = { 1: ['', ''], 4: ['', ''] }; // So the server forgets them too.
    assert.deepEqual([view, event, last].map((hit) => variables(hit, '_cvar')), [visitor, visitor, emptied]);
  });

  test('have getters', async (t) => {
    const visit = await world.visit(t, { paq: [['setCustomVariable', 1, 'n', 'v'], ['setCustomVariable', 2, 'p', 'v', 'page'], ['trackPageView']] });
    const returned = await visit.page.evaluate(() => {
      const tracker = Matomo.getAsyncTracker();
      const before = [tracker.getCustomVariable(1), tracker.getCustomVariable(2, 'page'), tracker.getCustomVariable(5)];
      tracker.deleteCustomVariables('page');
      return [...before, tracker.getCustomVariable(2, 'page'), tracker.getCustomVariable(1, 'visit')];
    });
    assert.deepEqual(returned, [['n', 'v'], ['p', 'v'], false, false, ['n', 'v']]);
    await visit.end(1);
  });
});
