/** What `enableDebug` writes: one group for each request, whatever kind it is and whatever the console is. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { show } from '../../js/full/debug.js';

/** The lines of a console, by the function that wrote them. */
function written(t, work, broken = []) {
  const lines = [];
  for (const name of ['groupCollapsed', 'log', 'groupEnd', 'error']) {
    t.mock.method(console, name, (...given) => {
      lines.push([name, ...given]);
      if (broken.includes(name)) throw new Error('by the page');
    });
  }
  work();
  t.mock.restoreAll();
  return lines;
}

const ADDRESS = 'https://m.example/matomo.php';

describe('a request in the console', () => {
  test('has its kind and receiver, and each parameter with what it means', (t) => {
    assert.deepEqual(written(t, () => show(`${ADDRESS}?action_name=One%20two&idsite=7&rec=1&url=http%3A%2F%2Fa.example%2F&dimension1=x+y`, '')), [
      ['groupCollapsed', `Crumbless: page view → ${ADDRESS}`],
      ['log', 'page view\n  action_name (title): One two\n  idsite (site): 7\n  rec: 1\n  url (page): http://a.example/\n  dimension1: x y'],
      ['groupEnd'],
    ]);
  });

  test('of several hits, or of one in its body, has them all', (t) => {
    const body = JSON.stringify({ requests: ['?action_name=A&idsite=7', '?e_c=c&e_a=a&idsite=8'], send_image: 0 });
    assert.deepEqual(written(t, () => show(ADDRESS, body)).map(([, line]) => line?.split('\n')[0]), [`Crumbless: page view, event → ${ADDRESS}`, 'page view', 'event', undefined]);
    assert.deepEqual(written(t, () => show(`${ADDRESS}?own=1`, 'ping=1&idsite=7')).map(([, line]) => line), [`Crumbless: ping → ${ADDRESS}`, 'ping\n  own: 1\n  ping: 1\n  idsite (site): 7', undefined]);
  });

  const KINDS = {
    'idgoal=0&ec_id=5': 'order', 'idgoal=0': 'goal or cart', 'idgoal=3': 'goal or cart', 'link=l&url=u': 'outlink', 'download=d&url=u': 'download', 'search=s&url=u': 'site search', 'c_n=n&url=u': 'content impression',
    'c_n=n&c_i=click': 'content interaction', 'e_c=c&e_a=a&ca=1': 'event', 'ca=1&url=u': 'custom hit', 'url=u': 'page view', 'ping=1&e_c=c': 'ping', 'idsite=1': 'hit', 'search=&url=u': 'page view',
  };
  for (const [query, kind] of Object.entries(KINDS)) {
    test(`is a ${kind} where it says ${query}`, (t) => assert.equal(written(t, () => show(`${ADDRESS}?${query}`, ''))[0][1], `Crumbless: ${kind} → ${ADDRESS}`));
  }

  test('is nobody’s concern where the console was replaced or the body is not ours', (t) => {
    assert.deepEqual(written(t, () => show(`${ADDRESS}?url=u`, ''), ['groupCollapsed']).map(([name]) => name), ['groupCollapsed']);
    assert.deepEqual(written(t, () => show(`${ADDRESS}?url=u`, ''), ['log']).map(([name]) => name), ['groupCollapsed', 'log', 'groupEnd']);
    assert.deepEqual(written(t, () => show(ADDRESS, '{"requests":'), []), []);
    const { console: theirs } = globalThis;
    t.after(() => { globalThis.console = theirs; });
    for (const other of [undefined, null, {}, { get groupCollapsed() { throw new Error('by the page'); } }]) {
      globalThis.console = other;
      show(`${ADDRESS}?url=u`, '');
    }
  });
});
