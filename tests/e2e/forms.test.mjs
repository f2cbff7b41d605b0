/** `enableFormTracking`: forms that were submitted, started and abandoned, by their names and paths, and nothing that is in them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { hide } from '../vectors/player/replay.mjs';
import { HEARING, eventsOf, hearing, isHeard } from './support/hearing.mjs';
import { application } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const FILES = [CORE, FULL, FALLBACK];
const worlds = Object.fromEntries(FILES.map((file) => [file, startWorld(fromRoot(file))]));
const world = worlds[CORE];
const ALL = { start: true, abandon: true };

/** The application takes all submissions: the page stays. */
const STAYS = "<script>addEventListener('submit', (event) => event.preventDefault());</script>";
const open = (t, { options = ALL, before = [], body = '', ...parts } = {}) =>
  hearing(world, t, { paq: [...before, ['enableFormTracking', options]], body: body + STAYS, ...parts });
const submit = (visit, selector = 'form') => visit.page.evaluate((wanted) => void HTMLFormElement.prototype.requestSubmit.call(document.querySelector(wanted)), selector);

const SIGNUP = `<form id="signup" action="/account/new?token=4711#top" method="post">
  <input id="mail" name="email"><input id="pass" name="pass" type="password"><button id="go">Sign up</button></form>`;

for (const file of FILES) {
  describe(`forms with ${file}`, AT_ONCE, () => {
    test('are started once, and submitted as the page is left', async (t) => {
      const visit = await hearing(worlds[file], t, { paq: [['enableFormTracking', ALL]], body: SIGNUP });
      await visit.page.press('#mail', 'a');
      await visit.page.press('#pass', 'b');
      await visit.page.click('#go');
      await visit.page.waitForURL('**/account/new*');
      const hits = await visit.end(3);
      assert.deepEqual(eventsOf(hits), [['Form', 'Start', 'signup /account/new', null], ['Form', 'Submit', 'signup /account/new', null]]);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });

    test('are abandoned at the last field as the page is left', async (t) => {
      const visit = await hearing(worlds[file], t, { paq: [['enableFormTracking', { abandon: true }]], body: SIGNUP });
      await visit.page.press('#mail', 'a');
      await visit.page.press('#pass', 'b');
      // A ping behind it says how long the page was looked at.
      const hits = await visit.end(3, 1);
      assert.deepEqual(eventsOf(hits), [['Form', 'Abandon', 'signup /account/new > pass', null]]);
    });
  });
}

describe('forms with the ES module', AT_ONCE, () => {
  test('are started and submitted', async (t) => {
    const commands = [['enableFormTracking', { start: true }], ['trackPageView']];
    const visit = await application(world, t, { ...HEARING, body: SIGNUP + STAYS, options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands }) });
    await isHeard(visit);
    await visit.page.press('#mail', 'a');
    await visit.page.click('#go');
    assert.deepEqual(eventsOf(await visit.end(3)).map(([, action]) => action), ['Start', 'Submit']);
  });
});

describe('a form is called', AT_ONCE, () => {
  const own = (visit) => new URL(visit.url).pathname;
  const cases = {
    'by its name where it has no id': ['<form name="login" action="/in">', 'login /in'],
    'by its id before its name': ['<form id="first" name="second" action="/in">', 'first /in'],
    'as the site says before both': ['<form data-matomo-name="The login" id="x1729" action="/in">', 'The login /in'],
    'by its action alone': ['<form action="/in?user=ann#top">', '/in'],
    'by the page’s path where it has no action': ['<form id="a">', (visit) => `a ${own(visit)}`],
    'by the page’s path where its action is empty': ['<form action="">', own],
    'by the site’s address of the page': ['<form id="a">', 'a /masked', { before: [['setCustomUrl', 'https://www.site.example/masked?x=1']] }],
    'with the host of another site': ['<form id="pay" action="https://ann:pw@pay.example/checkout?sum=9">', 'pay pay.example/checkout'],
    'without a session in its path': ['<form id="a" action="/in;jsessionid=5A1F/next;v=1">', 'a /in/next'],
    'without the recipient of a mail': ['<form id="a" action="mailto:ann@example.org">', 'a mailto:'],
    'without the code of a script': ['<form id="a" action="javascript:void 4711">', 'a javascript:'],
    'by an action beside the base': ['<base href="/below/"><form id="a" action="in">', 'a /below/in'],
    'without an address that is none': ['<form id="a" action="https://[">', 'a'],
    'in up to 80 letters a part': [`<form id="${'i'.repeat(300)}" action="/${'p'.repeat(300)}">`, `${'i'.repeat(80)} /${'p'.repeat(79)}`],
    'without blanks around': ['<form id=" a " action=" /in ">', 'a /in'],
  };
  for (const [title, [form, expected, parts]] of Object.entries(cases)) {
    test(title, async (t) => {
      const visit = await open(t, { body: `${form}<input name="q" value="secret"></form>`, ...parts });
      await submit(visit);
      const [event] = eventsOf(await visit.end(2));
      assert.deepEqual(event, ['Form', 'Submit', typeof expected === 'string' ? expected : expected(visit), null]);
      assert.deepEqual(visit.errors, []);
    });
  }

  test('by the action of the button that was pressed', async (t) => {
    const visit = await open(t, { body: '<form id="post" action="/publish"><button id="draft" formaction="/draft?now=1">Draft</button></form>' });
    await visit.page.click('#draft');
    assert.deepEqual(eventsOf(await visit.end(2)), [['Form', 'Submit', 'post /draft', null]]);
  });

  test('by itself where its fields have the names of its members', async (t) => {
    const names = ['id', 'name', 'action', 'submit', 'method', 'getAttribute', 'hasAttribute', 'nodeName', 'nodeType', 'parentNode', 'host', 'form', 'attributes', 'requestSubmit', 'elements', 'length', 'toString', 'matches', 'composedPath'];
    const fields = names.map((name) => `<input name="${name}" id="f-${name}" value="secret">`).join('');
    const visit = await open(t, { body: `<form id="signup" action="/account/new">${fields}</form>` });
    await visit.page.press('#f-action', 'a');
    await submit(visit);
    assert.deepEqual(eventsOf(await visit.end(3)).map(([, action, name]) => [action, name]), [['Start', 'signup /account/new'], ['Submit', 'signup /account/new']]);
    assert.deepEqual(visit.errors, []);
  });
});

describe('a submission counts', AT_ONCE, () => {
  test('once for a double click, and again later', async (t) => {
    const visit = await open(t, { body: SIGNUP });
    await submit(visit);
    await submit(visit);
    // So much later as if a second had passed.
    await visit.page.evaluate(() => void Object.defineProperty(Event.prototype, 'timeStamp', { get: () => 1e9 }));
    await submit(visit);
    assert.equal(eventsOf(await visit.end(3)).length, 2);
  });

  test('by Enter in a field, of a form that came later, of a search', async (t) => {
    const visit = await open(t);
    await visit.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<form role="search" action="/search"><input id="later" name="q"></form>'));
    await visit.page.press('#later', 'Enter');
    assert.deepEqual(eventsOf(await visit.end(2)), [['Form', 'Submit', '/search', null]]);
  });

  test('not if the browser finds a field invalid', async (t) => {
    const visit = await open(t, { body: '<form id="a" action="/a"><input name="b" required><button id="go">Go</button></form>' });
    await visit.page.click('#go');
    await visit.end(1);
  });

  test('where the page stops the event, but not on the window', async (t) => {
    const visit = await open(t, { body: `${SIGNUP}<script>document.querySelector('form').addEventListener('submit', (event) => { event.preventDefault(); event.stopImmediatePropagation(); }, true);</script>` });
    await submit(visit);
    assert.equal(eventsOf(await visit.end(2)).length, 1);
  });

  test('in open shadow roots', async (t) => {
    const visit = await open(t, {
      body: `<div id="outer"></div><script>
        const root = document.getElementById('outer').attachShadow({ mode: 'open' }).appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
        root.innerHTML = '<form id="inner" action="/deep"><input id="field" name="street"><button id="go">Go</button></form>';
        root.addEventListener('submit', (event) => event.preventDefault());
      </script>`,
    });
    await visit.page.press('#field', 'a');
    await visit.page.click('#go');
    assert.deepEqual(eventsOf(await visit.end(3)).map(([, action, name]) => [action, name]), [['Start', 'inner /deep'], ['Submit', 'inner /deep']]);
  });

  test('of a dialog only if something was filled in, and not by a button that cancels', async (t) => {
    const visit = await open(t, {
      body: `<dialog open><form id="bare" method="dialog"><button id="close">Close</button></form></dialog>
        <dialog open><form id="choice" method="dialog"><input id="field" name="size"><button id="choose">Choose</button></form></dialog>
        <dialog open><form id="post" action="/post"><input id="text" name="text"><button id="cancel" formmethod="dialog">Cancel</button></form></dialog>`,
    });
    // Dialogs lie over each other.
    const press = (selector) => visit.page.evaluate((wanted) => document.querySelector(wanted).click(), selector);
    await press('#close');
    await visit.page.press('#field', 'a');
    await press('#choose');
    await visit.page.press('#text', 'a');
    await press('#cancel');
    const names = eventsOf(await visit.end(6, 4)).map(([, action, name]) => `${action} ${name.split(' ')[0]}`);
    assert.deepEqual(names, ['Start choice', 'Submit choice', 'Start post', 'Abandon post']);
  });

  test('not where form or field are left out', async (t) => {
    const body = ['class="x matomo_ignore"', 'class="piwik-ignore"', 'data-matomo-ignore', 'data-piwik-ignore'].map((mark, index) => `<form ${mark} id="f${index}" action="/a"><input id="i${index}"></form>`).join('');
    const visit = await open(t, { body: `${body}<div data-matomo-ignore><form id="f4" action="/a"><input id="i4"></form></div>${SIGNUP}<input id="out" form="signup" name="iban" data-matomo-ignore>` });
    for (const index of [0, 1, 2, 3, 4]) {
      await visit.page.press(`#i${index}`, 'a');
      await submit(visit, `#f${index}`);
    }
    await visit.page.press('#out', 'a');
    await visit.page.press('#mail', 'a');
    await visit.page.press('#out', 'b');
    assert.deepEqual(eventsOf(await visit.end(4, 2)).map(([, action, name]) => [action, name]), [['Start', 'signup /account/new'], ['Abandon', 'signup /account/new > email']]);
  });

  test('also where no view was tracked', async (t) => {
    const visit = await world.visit(t, { ...HEARING, paq: [['enableFormTracking']], body: SIGNUP + STAYS });
    await isHeard(visit);
    await submit(visit);
    assert.deepEqual(eventsOf(await visit.end(1)), [['Form', 'Submit', 'signup /account/new', null]]);
  });
});

describe('a started form', AT_ONCE, () => {
  const actions = (hits) => eventsOf(hits).map(([, action, name]) => `${action} ${name}`);

  test('is abandoned once, when the page is hidden, and may be submitted later', async (t) => {
    const visit = await open(t, { options: { abandon: true }, body: SIGNUP });
    await visit.page.press('#mail', 'a');
    await hide(visit.page);
    await visit.hits(3);
    await hide(visit.page);
    await submit(visit);
    assert.deepEqual(actions(await visit.end(4)), ['Abandon signup /account/new > email', 'Submit signup /account/new']);
  });

  test('is not abandoned where it was submitted', async (t) => {
    const visit = await open(t, { body: SIGNUP });
    await visit.page.press('#mail', 'a');
    await submit(visit);
    await visit.page.press('#mail', 'b');
    assert.deepEqual(actions(await visit.end(3)), ['Start signup /account/new', 'Submit signup /account/new']);
  });

  test('is abandoned with its page, and begins again on the next', async (t) => {
    const visit = await open(t, { body: SIGNUP });
    await visit.page.press('#mail', 'a');
    await visit.push(['setCustomUrl', '/next'], ['trackPageView']);
    await visit.page.press('#pass', 'b');
    const hits = await visit.end(8, 6);
    const each = ['action_name=A page', 'e_a=Start', 'e_a=Abandon', 'ping=1'];
    assert.deepEqual(hits.map(kind), [...each, ...each]);
    assert.deepEqual(hits.map((hit) => new URL(param(hit, 'url')).pathname === '/next'), [...each.map(() => false), ...each.map(() => true)]);
  });

  test('has fields outside of it and of custom elements, by name, id or element', async (t) => {
    const visit = await open(t, {
      options: { abandon: true },
      body: `<form id="a" action="/a"><x-field name="phone"></x-field></form><form id="b" action="/b"><textarea id="t"></textarea></form>
        <form id="c" action="/c"></form><input id="outside" form="c"><form id="d" action="/d"><select id="s" data-matomo-name="The size"><option>secret<option>secrets</select></form>
        <form id="e" action="/e"><input class="bare" value="secret"></form>
        <script>const root = document.querySelector('x-field').attachShadow({ mode: 'open' }); root.innerHTML = '<label>secret<input id="inner"></label>';</script>`,
    });
    for (const field of ['#inner', '#t', '#outside', '.bare']) await visit.page.press(field, 'x');
    await visit.page.press('#s', 'ArrowDown');
    const hits = await visit.end(7, 1);
    assert.deepEqual(actions(hits).sort(), ['Abandon a /a > phone', 'Abandon b /b > t', 'Abandon c /c > outside', 'Abandon d /d > The size', 'Abandon e /e > input']);
  });

  test('was not started by a script, a focus, or a field of no form', async (t) => {
    const visit = await open(t, { body: `${SIGNUP}<input id="alone">` });
    await visit.page.evaluate(() => {
      const field = document.querySelector('#mail');
      field.focus();
      field.value = 'secret';
      field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    });
    await visit.page.press('#alone', 'a');
    await visit.end(1);
  });

  test('says nothing if it was not asked for', async (t) => {
    const visit = await open(t, { options: {}, body: SIGNUP });
    await visit.page.press('#mail', 'a');
    await visit.end(1);
  });
});

/** Everything that a form may have of its visitor's or its site's words. */
const SECRETS = `<form id="signup" action="/account/new?secret=1" title="secret" aria-label="secret" data-note="secret"><fieldset><legend>secret</legend>
  <label for="mail">secret</label><input id="mail" name="email" value="secret" placeholder="secret" title="secret" list="list" autocomplete="email"><datalist id="list"><option value="secret">secret</datalist>
  <input type="hidden" name="token" value="secret"><textarea name="note" placeholder="secret">secret</textarea><select name="plan"><option label="secret" value="secret">secret</select>
  <button id="go" name="by" value="secret" title="secret">secret</button><output>secret</output></fieldset></form>`;

describe('of what is in a form', AT_ONCE, () => {
  const fill = async (visit) => {
    for (const key of 'secret') await visit.page.press('#mail', key);
  };
  const said = (hits) => decodeURIComponent(JSON.stringify(hits.map(({ params }) => params)));

  for (const [title, before] of [['nothing is in a hit', []], ['nothing, nor its names, is in an anonymous hit', [['enableAnonymousMeasurement', { url: 'https://app.example' }]]]]) {
    test(title, async (t) => {
      const visit = await open(t, { before, body: SECRETS });
      await fill(visit);
      await visit.page.click('#go');
      await visit.page.evaluate(() => document.querySelector('form').insertAdjacentHTML('afterend', '<form id="other" action="/other"><input id="more" name="secretly"></form>'));
      await visit.page.press('#more', 's');
      await visit.page.evaluate(() => document.querySelector('#more').setAttribute('name', 'street'));
      await visit.page.press('#more', 's');
      await hide(visit.page);
      const hits = await visit.end(6);
      assert.deepEqual(eventsOf(hits).map(([category, action]) => `${category} ${action}`), ['Form Start', 'Form Submit', 'Form Start', 'Form Abandon']);
      assert.doesNotMatch(said(hits), /secret/);
      if (before.length > 0) {
        assert.doesNotMatch(said(hits), /signup|account|email|street|other/);
        assert.deepEqual(eventsOf(hits).map(([, , name]) => name), [null, null, null, null]);
      }
    });
  }

  test('an anonymous hit has the names that the site allows', async (t) => {
    const visit = await open(t, { options: {}, before: [['enableAnonymousMeasurement', { url: 'https://app.example', eventNames: ['signup /account/new'] }]], body: SIGNUP });
    await submit(visit);
    assert.deepEqual(eventsOf(await visit.end(2)), [['Form', 'Submit', 'signup /account/new', null]]);
  });
});

describe('a page that does what it likes', AT_ONCE, () => {
  test('has one line about options that are wrong, and all other hits', async (t) => {
    const visit = await world.visit(t, { paq: [['enableFormTracking', { start: 'yes' }], ['trackPageView'], ['trackEvent', 'a', 'b']], body: SIGNUP });
    await visit.line((text) => text.includes('enableFormTracking'));
    await visit.end(2);
    assert.match(visit.messages.map(({ text }) => text).join('\n'), /^Crumbless: TypeError: enableFormTracking: start and abandon need to be true or false/);
    assert.equal(visit.messages.length, 1);
    assert.deepEqual(visit.errors, []);
  });

  test('gets no exception where it has replaced methods of elements', async (t) => {
    const visit = await open(t, { body: SIGNUP });
    await visit.page.evaluate(() => {
      const { getAttribute } = Element.prototype;
      Element.prototype.getAttribute = () => { throw new Error('by the page'); };
      HTMLFormElement.prototype.requestSubmit.call(document.querySelector('form'));
      Element.prototype.getAttribute = getAttribute;
    });
    await visit.line((text) => text.includes('by the page'));
    await visit.push(['trackEvent', 'still', 'there']);
    const hits = await visit.end(2);
    assert.equal(param(hits[1], 'e_c'), 'still');
    assert.deepEqual(visit.errors, []);
  });

  test('may have 5,000 forms', async (t) => {
    const visit = await open(t, { options: { start: true, abandon: true } });
    await visit.page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', Array.from({ length: 5000 }, (_, index) => `<form id="f${index}" action="/f"><input id="i${index}"></form>`).join(''));
    });
    await visit.page.press('#i4999', 'a');
    await submit(visit, '#f2500');
    assert.deepEqual(eventsOf(await visit.end(5, 3)).map(([, action, name]) => `${action} ${name}`), ['Start f4999 /f', 'Submit f2500 /f', 'Abandon f4999 /f > i4999']);
  });
});
