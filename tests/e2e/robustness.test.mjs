/** Whatever a page gives it, and whatever the browser lacks: the tracker does not throw at the page and goes on. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOSTILE_ROWS, HOSTILE_VALUES } from './support/hostile.mjs';
import { AT_ONCE, kind, param, startWorld } from './support/world.mjs';

const world = startWorld();

/** These take the page away, which is what they are for. */
const LEAVES_THE_PAGE = ['redirectFile', 'killFrame'];

/** And after these nothing is sent any more, where this file cannot do them or they cannot be read (anonymous-closed.test.mjs). */
const CLOSES = ['enableAnonymousMeasurement', 'addTargets', 'setIgnoredHosts', 'setIgnoredPaths'];

/** What may have been changed by a hostile command, set right again so that the last event has somewhere to go. */
const restore = (url) => [
  ['setTrackerUrl', url],
  ['setSiteId', '7'],
  ['setConsentGiven'],
  ['forgetUserOptOut'],
  ['setDoNotTrack', false],
  ['setRequestMethod', 'POST'],
  ['setRequestContentType', 'text/plain'],
  ['setCustomUrl', '/'],
  ['setUserId', ''],
  ['resetUserId'],
];

describe('every command with', AT_ONCE, () => {
  for (const [name, expression] of Object.entries(HOSTILE_VALUES)) {
    test(name, async (t) => {
      const visit = await world.visit(t, { paq: [['trackPageView']] });
      const { thrown, commands } = await visit.page.evaluate(pushHostile, { expression, leave: [...LEAVES_THE_PAGE, ...CLOSES] });
      assert.ok(commands > 90, `only ${commands} commands were found`);
      assert.deepEqual(thrown, []);
      await visit.page.evaluate((rows) => {
        window._paq.push([function () {
          this.setCustomRequestProcessing((request) => request);
          this.setBeforeSend?.(null); // One that is no function lets nothing leave.
          this.setBotPolicy?.(null); // One that does not exist leaves out what drives this browser.
        }]);
        window._paq.push(...rows);
        window._paq.push(['trackEvent', 'Last', 'arrives']);
      }, restore(visit.trackerUrl));
      await visit.arrival('e_a=arrives');
    });
  }
});

test('rows that are no commands do not stop later ones', async (t) => {
  const visit = await world.visit(t, { paq: [['trackPageView']] });
  for (const [name, expression] of Object.entries(HOSTILE_ROWS)) {
    await visit.page.evaluate(({ row, action }) => {
      try {
        window._paq.push(window.eval(row));
      } catch {
        // matomo.js throws for some of them
      }
      window._paq.push(['trackEvent', 'After', action]);
    }, { row: expression, action: name });
    await visit.arrival(`e_a=${name}`);
  }
});

describe('in the queue, before a command that has to be done:', AT_ONCE, () => {
  for (const [name, expression] of Object.entries(HOSTILE_ROWS)) {
    test(name, async (t) => {
      const visit = await world.visit(t, { paq: [`_paq.push(${expression});`, ['trackEvent', 'After', name]] });
      await visit.arrival(`e_a=${name}`);
    });
  }
});

describe('a page is counted', AT_ONCE, () => {
  const cases = {
    'without sendBeacon': () => delete Navigator.prototype.sendBeacon,
    'without fetch': () => delete window.fetch,
    'without sendBeacon and fetch': () => {
      delete Navigator.prototype.sendBeacon;
      delete window.fetch;
    },
    'when sendBeacon refuses': () => {
      Navigator.prototype.sendBeacon = () => false;
    },
    'when sendBeacon throws': () => {
      Navigator.prototype.sendBeacon = () => {
        throw new TypeError('refused');
      };
    },
    'when fetch throws': () => {
      window.fetch = () => {
        throw new TypeError('refused');
      };
    },
    'when fetch is a function of the page’s own': () => {
      window.fetch = (id) => document.getElementById(id);
    },
    'without performance': () => Object.defineProperty(window, 'performance', { value: undefined }),
    'when performance throws': () =>
      Object.defineProperty(window, 'performance', { value: new Proxy({}, { get() { throw new Error('trap'); } }) }),
    'without client hints': () => Object.defineProperty(Navigator.prototype, 'userAgentData', { value: undefined }),
    'when client hints are refused': () => {
      NavigatorUAData.prototype.getHighEntropyValues = () => Promise.reject(new Error('refused'));
    },
    'when client hints throw': () => {
      NavigatorUAData.prototype.getHighEntropyValues = () => {
        throw new Error('refused');
      };
    },
    'when client hints are no promise': () => {
      NavigatorUAData.prototype.getHighEntropyValues = () => undefined;
    },
    'when client hints never come': () => {
      NavigatorUAData.prototype.getHighEntropyValues = () => new Promise(() => {});
    },
    'without URL and URLSearchParams': () => {
      delete window.URL;
      delete window.URLSearchParams;
    },
    'without Uint8Array.fromBase64': () => {
      delete Uint8Array.fromBase64;
    },
    'with another Uint8Array.fromBase64': () => {
      Uint8Array.fromBase64 = () => Uint8Array.of(0, 97, 115, 109);
    },
    'with another btoa': () => {
      window.btoa = () => 'AGFzbQ==';
    },
    'without crypto': () => Object.defineProperty(window, 'crypto', { value: undefined }),
    'without a plug-in list': () => Object.defineProperty(Navigator.prototype, 'mimeTypes', { value: undefined }),
    'when the referrer cannot be read': () =>
      Object.defineProperty(document, 'referrer', { get() { throw new Error('refused'); } }),
    'with an extended Array.prototype': () => {
      Array.prototype.last = function () { return this[this.length - 1]; };
      Array.prototype.toJSON = () => 'spoiled';
    },
    'with an extended Object.prototype': () => {
      Object.prototype.extra = function () {};
      Object.prototype.dimension7 = 'inherited';
    },
    'with prototypes that have Symbols': () => {
      for (const prototype of [Array.prototype, Object.prototype, String.prototype, Function.prototype]) {
        prototype[Symbol('library')] = () => {};
      }
    },
    'with another JSON.stringify': () => {
      JSON.stringify = () => {
        throw new Error('replaced');
      };
    },
    'with another Array.prototype.forEach': () => {
      Array.prototype.forEach = () => {
        throw new Error('replaced');
      };
    },
  };

  for (const [name, init] of Object.entries(cases)) {
    test(name, async (t) => {
      const visit = await world.visit(t, { init, paq: [['trackPageView'], ['trackEvent', 'Start', 'event']] });
      await visit.hits(2);
      await visit.push(['trackEvent', 'Later', 'event two']);
      const hits = await visit.end(3);
      assert.deepEqual(hits.map(kind), ['action_name=A page', 'e_a=event', 'e_a=event two']);
      for (const hit of hits) assert.ok(!hit.params.some(([param]) => param === 'dimension7'), hit.raw);
      assert.deepEqual(visit.errors, []);
    });
  }

  test('at its end, without sendBeacon and fetch', async (t) => {
    const visit = await world.visit(t, { init: cases['without sendBeacon and fetch'], paq: [['trackPageView']] });
    await visit.hits(1);
    await visit.page.evaluate(() => addEventListener('pagehide', () => {
      try {
        window._paq.push(['trackEvent', 'Leave', 'pagehide']);
      } catch (error) {
        window.name = String(error); // kept over the navigation
      }
    }));
    await visit.page.goto(`http://${visit.site.self}/next`);
    assert.equal(await visit.page.evaluate(() => window.name), '');
  });
});

describe('a line for the console costs nothing else where', AT_ONCE, () => {
  const consoles = {
    'all of it throws': () => {
      for (const name of Object.keys(console)) console[name] = () => { throw new Error('trap'); };
    },
    'reading it throws': () => Object.defineProperty(window, 'console', { get() { throw new Error('trap'); } }),
    'there is none': () => Object.defineProperty(window, 'console', { value: undefined }),
    'its functions are none': () => Object.defineProperty(window, 'console', { value: { error: 1, warn: {}, info: null, log: '' } }),
  };
  const rows = [
    ['No::such'],
    ['setAllowedCampaigns', 5],
    ['setExcludedQueryParams', {}],
    ['enableWebVitals', { dimensions: { LPC: 1 } }],
    ['enableDebug'],
    ['logAllContentBlocksOnPage'],
    ['trackPageView'],
    ['trackEvent', 'Start', 'event'],
  ];
  for (const [name, init] of Object.entries(consoles)) {
    test(name, async (t) => {
      const visit = await world.visit(t, { init, paq: rows });
      await visit.hits(2);
      await visit.push(['setCustomRequestProcessing', 5], ['enableErrorPages', { status: 1 }], ['trackEvent', 'Later', 'event two']);
      assert.deepEqual((await visit.end(3)).map(kind), ['action_name=A page', 'e_a=event', 'e_a=event two']);
      assert.deepEqual(visit.errors, []);
    });
  }
});

describe('setExcludedQueryParams with', AT_ONCE, () => {
  const LEAVES_OUT = [
    ["['a']", '?b=2'], ["[/^A$/i, 'c']", '?b=2'], ["['c', 5]", '?a=1&b=2'], ['[]', '?a=1&b=2'],
    ['[null]', ''], ["['a', undefined]", ''], ["[{ name: 'a' }]", ''], ["['a', true]", ''], ["['/a']", ''], ["[['a']]", ''], ['[Symbol()]', ''],
  ];
  for (const [given, left] of LEAVES_OUT) {
    test(`${given} reports ${left || 'no parameter, and says so'}`, async (t) => {
      const visit = await world.visit(t, { search: '?a=1&b=2', paq: [`_paq.push(['setExcludedQueryParams', ${given}]);`, ['trackPageView']] });
      const [hit] = await visit.end(1);
      assert.equal(param(hit, 'url'), `${visit.url.split('?')[0]}${left}`);
      assert.equal(visit.messages.filter(({ text }) => text.includes('all parameters are left out')).length, left ? 0 : 1);
    });
  }
});

describe('where the tracker cannot run, the page goes on', AT_ONCE, () => {
  const cases = {
    'without TextDecoder': () => delete window.TextDecoder,
  };

  for (const [name, init] of Object.entries(cases)) {
    test(name, async (t) => {
      const visit = await world.visit(t, { init, paq: [['trackPageView']] });
      await visit.push(['trackEvent', 'Nobody', 'listens']);
      assert.deepEqual(visit.errors, []);
    });
  }
});

/**
 * Runs in the page: gives the value to every command, in several places.
 *
 * @returns {{thrown: {command: string, form: number, error: string}[], commands: number}}
 */
function pushHostile({ expression, leave }) {
  const tracker = window.Matomo.getAsyncTracker();
  const names = new Set();
  for (let owner = tracker; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (name !== 'constructor' && typeof tracker[name] === 'function' && !leave.includes(name)) names.add(name);
    }
  }
  const thrown = [];
  for (const command of names) {
    const value = () => window.eval(expression);
    const rows = [() => [command, value()], () => [command, value(), value(), value(), value()], () => [command, 'a', value(), value()]];
    rows.forEach((row, form) => {
      try {
        window._paq.push(row());
      } catch (error) {
        thrown.push({ command, form, error: `${error?.name}: ${error?.message}` });
      }
    });
  }
  return { thrown, commands: names.size };
}
