/** The ES module, as an application imports it: typed options, in place before anything is sent; wrong ones cost nothing. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WASM, application as openApplication, hitsOf, receiver, serveModule } from './support/module.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const TEXT = 'expected a string that is not empty';

const world = startWorld();

const application = (t, parts) => openApplication(world, t, parts);

/** What becomes of wrong options: the message of the rejection. */
const refusal = (visit, options) => visit.page.evaluate(
  (given) => window.crumbless.createTracker(given).then(() => 'none', (error) => error.message),
  options,
);

describe('module', AT_ONCE, () => {
  test('an address and a site make a tracker, and nothing global', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    const seen = await visit.page.evaluate(() => {
      const { tracker, crumbless } = window;
      tracker.setUserId('ann');
      tracker.trackPageView();
      return [typeof window.Matomo, typeof window._paq, tracker.getUserId(), crumbless.Matomo.crumbless === crumbless.version, crumbless.Matomo.initialized, crumbless.default === crumbless.Matomo,
        crumbless.Matomo.getAsyncTrackers().length];
    });
    assert.deepEqual(seen, ['undefined', 'undefined', 'ann', true, true, true, 1]);
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'idsite'), param(hit, 'uid')], ['action_name=Secret title', '7', 'ann']);
    assert.deepEqual(visit.errors, []);
  });

  test('commands are applied as those of the initial queue', async (t) => {
    const visit = await application(t);
    const seen = await visit.page.evaluate(async (url) => {
      let heard;
      const site = new Promise((resolve) => { heard = resolve; });
      const commands = [
        ['trackEvent', 'Order', 'one'],
        ['noSuchCommand'],
        [function () { heard(this.getSiteId()); }],
        ['setUserId', 'ann'],
      ];
      await window.crumbless.createTracker({ url, siteId: '8', commands });
      return site;
    }, visit.trackerUrl);
    assert.equal(seen, '8');
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'uid')], ['e_a=one', 'ann']);
    assert.ok(visit.messages.some(({ level, text }) => level === 'error' && text.includes('noSuchCommand')));
  });

  test('anonymity is in place before the first command', async (t) => {
    const visit = await application(t, {
      search: '?view=list&user=ann#here',
      options: ({ trackerUrl }) => ({
        url: trackerUrl,
        siteId: 7,
        anonymous: { url: 'https://app.invalid', title: 'My app', allowedParameters: ['view'], categories: ['Editor'], eventNames: ['save'] },
        commands: [['trackPageView', 'Of Ann'], ['trackEvent', 'Editor', 'save'], ['trackEvent', 'Private', 'letter'], ['setUserId', 'ann']],
      }),
    });
    const hits = await visit.end(2);
    assert.deepEqual(hits.map(kind), ['action_name=My app', 'e_a=save']);
    for (const hit of hits) {
      assert.equal(param(hit, 'url'), 'https://app.invalid/?view=list');
      assert.deepEqual([param(hit, 'uid'), param(hit, 'urlref')], [undefined, undefined]);
    }
  });

  test('each receiver gets everything, anonymous as it says, whatever becomes of the others', async (t) => {
    const visit = await application(t, {
      search: '?user=ann&view=list',
      options: (own) => ({
        url: own.trackerUrl,
        siteId: 7,
        targets: [
          { url: receiver(own, 'gone').replace(/:\d+/, ':1'), siteId: 2 },
          { url: receiver(own, 'shared'), siteId: 3, anonymous: { url: 'https://app.invalid', pathParameters: ['view'], categories: ['Editor'], eventNames: ['save'] } },
          { url: receiver(own, 'standard'), siteId: '4', anonymous: true },
        ],
        commands: [['trackPageView']],
      }),
    });
    await visit.page.evaluate(() => {
      window.tracker.trackEvent('Editor', 'save');
      return window.tracker.getSiteId();
    });
    const own = await visit.end(2);
    assert.deepEqual(own.map(kind), ['action_name=Secret title', 'e_a=save']);
    assert.match(param(own[0], 'url'), /user=ann/);
    const shared = await hitsOf(visit, 'shared', 2);
    assert.deepEqual(shared.map((hit) => [kind(hit), param(hit, 'idsite'), param(hit, 'url')]), [
      ['action_name=List', '3', 'https://app.invalid/list/default/?'],
      ['e_a=save', '3', 'https://app.invalid/list/default/?'],
    ]);
    const standard = await hitsOf(visit, 'standard', 1);
    assert.deepEqual(standard.map((hit) => [kind(hit), param(hit, 'url')]), [['action_name=Anonymous', 'https://anonymous.invalid/?']]);
  });

  test('receivers that are added later get what comes later', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate((url) => {
      const { tracker } = window;
      tracker.trackEvent('Only', 'first');
      tracker.addTracker(url, 8);
      tracker.trackEvent('For', 'both');
    }, receiver(visit, 'later'));
    assert.deepEqual((await visit.end(2)).map(kind), ['e_a=first', 'e_a=both']);
    assert.deepEqual((await hitsOf(visit, 'later', 1)).map(kind), ['e_a=both']);
  });

  test('interactions are events, also of elements that come later', async (t) => {
    const visit = await application(t, {
      options: ({ trackerUrl }) => ({
        url: trackerUrl,
        siteId: 7,
        anonymous: {},
        interactions: [{ selector: '.save', category: 'Editor', action: 'save', name: 'button' }],
      }),
    });
    await visit.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<button class="save">A private text</button><button id="other">No</button>'));
    await visit.page.click('#other');
    await visit.page.click('.save');
    const [hit] = await visit.end(1);
    assert.deepEqual(['e_c', 'e_a', 'e_n'].map((name) => param(hit, name)), ['Editor', 'save', 'button']);
  });

  test('two trackers know nothing of each other', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate(async (url) => {
      const second = await window.crumbless.createTracker({ url, siteId: 9 });
      second.trackEvent('Of', 'second');
      window.tracker.trackEvent('Of', 'first');
    }, receiver(visit, 'second'));
    assert.deepEqual((await visit.end(1)).map(kind), ['e_a=first']);
    assert.deepEqual((await hitsOf(visit, 'second', 1)).map((hit) => [kind(hit), param(hit, 'idsite')]), [['e_a=second', '9']]);
  });
});

describe('paq', AT_ONCE, () => {
  test('holds rows until there is a tracker, and gives them with its own commands', async (t) => {
    const visit = await application(t);
    await visit.page.evaluate(async (url) => {
      const { createTracker, paq } = window.crumbless;
      paq.push(['trackEvent', 'Held', 'one'], ['noSuchCommand']);
      paq.push([function () { this.trackEvent('Held', 'two'); paq.push(['trackEvent', 'Held', 'three']); }]);
      paq.push(['setUserId', 'ann']);
      await createTracker({ url, siteId: 7, enabled: true, commands: [['trackPageView']] });
      paq.push(['trackEvent', 'Later', 'four']);
    }, visit.trackerUrl);
    const hits = await visit.end(5);
    assert.deepEqual(hits.map(kind), ['action_name=Secret title', 'e_a=one', 'e_a=two', 'e_a=three', 'e_a=four']);
    assert.deepEqual(hits.map((hit) => param(hit, 'uid')), Array(5).fill('ann'), 'what is applied first is, whoever said it');
    assert.deepEqual(visit.messages.map(({ text }) => /noSuchCommand/.test(text)), [true]);
  });

  test('is for every tracker, those that are added too', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7 }) });
    await visit.page.evaluate(async ([second, third]) => {
      const { createTracker, paq } = window.crumbless;
      await createTracker({ url: second, siteId: 8 });
      paq.push(['trackEvent', 'To', 'both']);
      paq.push(['addTracker', third, 9]);
      paq.push(['trackEvent', 'To', 'all']);
      window.tracker.trackEvent('To', 'its own');
    }, [receiver(visit, 'second'), receiver(visit, 'third')]);
    assert.deepEqual((await visit.end(3)).map(kind), ['e_a=both', 'e_a=all', 'e_a=its own']);
    assert.deepEqual((await hitsOf(visit, 'second', 2)).map(kind), ['e_a=both', 'e_a=all']);
    assert.deepEqual((await hitsOf(visit, 'third', 2)).map(kind), ['e_a=all', 'e_a=its own']);
  });

  test('keeps holding hits if options are wrong, and held hits are as anonymous as the tracker', async (t) => {
    const visit = await application(t);
    await visit.page.evaluate((url) => window.crumbless.paq.push(['setUserId', 'ann'], ['trackEvent', 'Editor', 'save'], ['trackEvent', 'Private', url]), visit.trackerUrl);
    assert.match(await refusal(visit, { url: visit.trackerUrl }), /missing field `siteId`/);
    assert.equal(await refusal(visit, { url: visit.trackerUrl, siteId: 7, anonymous: { url: 'https://app.invalid', categories: ['Editor'], eventNames: ['save'] } }), 'none');
    const [hit] = await visit.end(1);
    assert.deepEqual([kind(hit), param(hit, 'uid'), param(hit, 'url')], ['e_a=save', undefined, 'https://app.invalid/?']);
  });
});

describe('wrong options', AT_ONCE, () => {
  const wrong = [
    [{ siteId: 7 }, 'missing field `url`'],
    [{ url: '', siteId: 7 }, `url: invalid value: string "", ${TEXT}`],
    [{ url: '/m', siteId: '' }, 'siteId: invalid value: string "", expected a site id: a whole number above 0, or a string that is not empty'],
    [{ url: '/m', siteId: 0 }, 'siteId: invalid value: integer `0`, expected a site id: a whole number above 0, or a string that is not empty'],
    [{ url: '/m', siteId: null }, 'siteId: no value given, expected a site id: a whole number above 0, or a string that is not empty'],
    [{ url: '/m', siteId: 7, anonymous: { preset: 'piwik' } }, 'anonymous.preset: unknown variant `piwik`, expected `matomo`'],
    [{ url: '/m', siteId: 7, anonymous: { preset: 5 } }, 'anonymous.preset: invalid type: floating point `5.0`, expected the name of a preset: `matomo`'],
    [{ url: '/m', siteId: 7, anonymous: { allowedParameters: 'view' } }, 'anonymous.allowedParameters: invalid type: string "view", expected an array'],
    [{ url: '/m', siteId: 7, targets: [{ url: '/a', siteId: 1, anonimous: true }] }, 'targets[0].anonimous: unknown field `anonimous`, expected one of `url`, `siteId`, `anonymous`'],
    [{ url: '/m', siteId: 7, targets: [['/a', 1]] }, 'targets[0]: invalid type: sequence, expected an object with `url` and `siteId`'],
    [{ url: '/m', siteId: 7, interactions: [{ selector: 'a', category: 5, action: 'b' }] }, `interactions[0].category: invalid type: integer \`5\`, ${TEXT}`],
    [{ url: '/m', siteId: 7, commands: [[]] }, 'commands[0]: invalid length 0, expected an array of a command and its arguments, such as ["trackPageView"]'],
    ['/matomo.php', 'invalid type: string "/matomo.php", expected an object with `url` and `siteId`'],
    [null, 'no value given, expected an object with `url` and `siteId`'],
  ];

  test('are refused with the field and what was expected, here and in the console', async (t) => {
    const visit = await application(t);
    for (const [options, told] of wrong) {
      assert.equal(await refusal(visit, options), told);
      assert.deepEqual(visit.messages.at(-1), { level: 'error', text: `Crumbless: createTracker: ${told}` });
    }
    assert.equal(visit.messages.length, wrong.length);
    assert.equal(await visit.page.evaluate(() => window.crumbless.Matomo.getAsyncTrackers().length), 0);
  });

  test('what JSON does not have is refused as well', async (t) => {
    const visit = await application(t);
    const told = await visit.page.evaluate(async () => {
      const list = { [Symbol.iterator]: () => [][Symbol.iterator]() };
      const cyclic = { url: '/m', siteId: 7 };
      cyclic.targets = [cyclic];
      const all = [
        undefined,
        () => {},
        { url: () => '/m', siteId: 7 },
        { url: '/m', siteId: NaN },
        { url: '/m', siteId: 10n },
        { url: '/m', siteId: 7, targets: list },
        { url: '/m', siteId: 7, anonymous: new Map([['titel', 'x']]) },
        { get url() { throw new Error('by the page'); }, siteId: 7 },
        cyclic,
      ];
      const refusals = [];
      for (const options of all) refusals.push(await window.crumbless.createTracker(options).then(() => 'none', (error) => error.message));
      return refusals;
    });
    assert.deepEqual(told, [
      'no value given, expected an object with `url` and `siteId`',
      told[1],
      told[2],
      'siteId: invalid type: floating point `NaN`, expected a site id: a whole number above 0, or a string that is not empty',
      'none',
      told[5],
      told[6],
      'by the page',
      'targets[0].targets: unknown field `targets`, expected one of `url`, `siteId`, `anonymous`',
    ]);
    assert.match(told[1], /^invalid type: JsValue\(.*\), expected an object with `url` and `siteId`$/s);
    assert.match(told[2], /^url: invalid type: JsValue\(.*\), expected a string that is not empty$/s);
    assert.match(told[5], /^targets: invalid type: JsValue\(.*\), expected an array$/s);
    assert.match(told[6], /^anonymous\.titel: unknown field `titel`, expected one of `preset`/);
  });

  test('cost no hit of another tracker, nor of the right options afterwards', async (t) => {
    const visit = await application(t, { options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: [['trackPageView']] }) });
    await refusal(visit, { url: visit.trackerUrl, siteId: 7, anonymous: { preset: 'piwik' }, commands: [['trackEvent', 'Must', 'not leave']] });
    await visit.page.evaluate(async (url) => {
      window.tracker.trackEvent('Still', 'works');
      await window.crumbless.createTracker({ url, siteId: 8, commands: [['trackEvent', 'Now', 'right']] });
    }, visit.trackerUrl);
    const hits = await visit.end(3);
    const of = (site) => hits.filter((hit) => param(hit, 'idsite') === site).map(kind);
    // Which of two trackers is heard first is the network's doing.
    assert.deepEqual([of('7'), of('8')], [['action_name=Secret title', 'e_a=works'], ['e_a=right']]);
    assert.deepEqual(visit.errors, []);
  });

  test('a module that could not be loaded is loaded the next time', async (t) => {
    const visit = await application(t);
    const folder = `/loaded-later-${visit.run}`;
    serveModule(visit, folder, { 'crumbless_bg.wasm': { ...WASM, body: 'no module' } });
    const make = () => visit.page.evaluate(async ([url, from]) => {
      const { createTracker } = await import(`${from}/crumbless.js`);
      return createTracker({ url, siteId: 7, commands: [['trackPageView']] }).then(() => 'made', (error) => error.name);
    }, [visit.trackerUrl, folder]);
    assert.equal(await make(), 'CompileError');
    assert.match(visit.messages.at(-1).text, /^Crumbless: createTracker: http:.*crumbless_bg\.wasm: ./, 'with what the engine says of it');
    serveModule(visit, folder);
    assert.equal(await make(), 'made');
    await visit.end(1);
  });
});
