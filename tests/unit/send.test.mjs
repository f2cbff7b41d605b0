import './support/full.mjs';
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import {
  NO_ANSWER, NO_IMAGE, REFUSED, TRANSPORT_BEACON, TRANSPORT_FETCH, TRANSPORT_IMAGE, TRANSPORT_KEEPALIVE, TRANSPORT_PLAIN, TRANSPORT_POST, UNREADABLE, WAY_BITS,
} from '../../js/bridge/protocol.js';
import { expectEnd, ownTraffic, send as sendRequest, shareTraffic } from '../../js/page/send.js';
import { errorsOf, setGlobals } from './support/globals.mjs';

const URL = 'http://stats.example/matomo.php';
const TYPE = 'application/x-www-form-urlencoded; charset=UTF-8';

/** Ways in the order in which they are tried, as the core gives them: `ways` of src/delivery/transport.rs has these. */
const order = (...ways) => ways.reduceRight((others, way) => others << WAY_BITS | (way + 1), 0);
const FETCH = order(TRANSPORT_FETCH, TRANSPORT_POST, TRANSPORT_BEACON);
const BEACON = order(TRANSPORT_BEACON, TRANSPORT_KEEPALIVE);
const POST = order(TRANSPORT_POST, TRANSPORT_FETCH, TRANSPORT_BEACON);
const IMAGE = order(TRANSPORT_IMAGE, TRANSPORT_FETCH);
const PLAIN = order(TRANSPORT_PLAIN, TRANSPORT_POST, TRANSPORT_BEACON);

/** What left, as rows of a way and its particulars. */
let sent;
let outcomes;
beforeEach(() => {
  sent = [];
  outcomes = [];
});

const done = ({ status = 0 }) => outcomes.push(status);
/** Hears what comes beside the status too. */
const doneWith = (outcome) => outcomes.push(outcome);
const requestOf = (url, body, type) => ({ url, body, bytes: Buffer.byteLength(body), type });
const send = (how, url, body, type, tell) => sendRequest(how, requestOf(url, body, type), tell);
/** After what is under way has been told: a failure is only told in a task of its own, behind which this one is put. */
const told = async () => {
  await new Promise(setImmediate);
  await new Promise((resolve) => { setTimeout(resolve); });
};

class Xhr {
  open(method, url) { Object.assign(this, { method, url, headers: {} }); }
  setRequestHeader(name, value) { this.headers[name] = value; }
  send(body) {
    sent.push(['post', this.url, body, this.headers['Content-Type']]);
    Xhr.last = this;
  }
}

class FakeImage {
  set src(url) {
    sent.push(['image', url]);
    FakeImage.last = this;
  }
}

/** A browser with all ways, but for those a test replaces. */
function setBrowser(t, { fetch, sendBeacon, XMLHttpRequest = Xhr, Image = FakeImage } = {}) {
  setGlobals(t, {
    fetch: fetch === null ? undefined : fetch ?? (async (url, options = url) => void sent.push(['fetch', url.url ?? url, options.body, options.headers?.['Content-Type'], options])),
    navigator: sendBeacon === null ? {} : { sendBeacon: sendBeacon ?? ((url, body) => sent.push(['beacon', url, body]) > 0) },
    XMLHttpRequest: XMLHttpRequest === null ? undefined : XMLHttpRequest,
    Image: Image === null ? undefined : Image,
  });
}

const ways = () => sent.map(([way]) => way);
const throwing = () => { throw new Error('by the page'); };

describe('each way', () => {
  test('fetch outlives the page, asks for no CORS, and reports when the server responded', async (t) => {
    setBrowser(t);
    send(FETCH, URL, 'a=1', TYPE, done);
    const [[way, url, body, , options]] = sent;
    assert.deepEqual([way, url, body], ['fetch', URL, 'a=1']);
    assert.deepEqual([options.method, options.mode, options.keepalive, options.credentials], ['POST', 'no-cors', true, 'include']);
    assert.deepEqual(outcomes, []);
    await told();
    assert.deepEqual(outcomes, [0]);
  });

  for (const [name, Request] of [['has no keepalive', class {}], ['has no Request', undefined]]) {
    test(`fetch that ${name} ends with the page: a beacon takes its place, but where that is refused`, async (t) => {
      setBrowser(t);
      setGlobals(t, { Request });
      send(FETCH, URL, 'a=1', TYPE, done);
      send(FETCH, `${URL}?a=1`, '', TYPE, done);
      assert.deepEqual(sent, [['beacon', URL, 'a=1'], ['beacon', `${URL}?a=1`, null]]);
      navigator.sendBeacon = () => false;
      send(FETCH, URL, 'a=1', TYPE, done);
      assert.deepEqual(ways().slice(2), ['fetch']);
      await told();
      assert.deepEqual(outcomes, Array(3).fill(0));
    });
  }

  test('fetch tells when the server cannot be reached, and does not send again', async (t) => {
    setBrowser(t, { fetch: async () => throwing() });
    send(FETCH, URL, '', TYPE, done);
    await told();
    assert.deepEqual([outcomes, ways()], [[NO_ANSWER], []]);
  });

  test('a hit in the address needs no body', (t) => {
    setBrowser(t);
    send(FETCH, `${URL}?a=1`, '', TYPE, done);
    send(BEACON, `${URL}?a=1`, '', TYPE, done);
    const [[, url, body], beacon] = sent;
    assert.deepEqual([url, body], [`${URL}?a=1`, null]);
    assert.deepEqual(beacon, ['beacon', `${URL}?a=1`, null]);
  });

  test('a beacon is done when the browser took it', (t) => {
    setBrowser(t);
    send(BEACON, URL, '{"requests":[]}', TYPE, done);
    assert.deepEqual(sent, [['beacon', URL, '{"requests":[]}']]);
    assert.deepEqual(outcomes, [0]);
  });

  test('XMLHttpRequest has the site’s content type and tells what the server said', (t) => {
    setBrowser(t);
    for (const [status, expected] of [[200, 200], [400, 400], [503, 503], [0, UNREADABLE]]) {
      outcomes = [];
      send(POST, URL, 'a=1', 'text/csv', done);
      assert.deepEqual(sent.at(-1), ['post', URL, 'a=1', 'text/csv']);
      assert.equal(Xhr.last.method, 'POST');
      assert.deepEqual(outcomes, []);
      Xhr.last.status = status;
      Xhr.last.onloadend();
      assert.deepEqual(outcomes, [expected], `status ${status}`);
    }
    outcomes = [];
    send(POST, URL, 'a=1', TYPE, doneWith);
    Xhr.last.onloadend();
    assert.equal(outcomes[0].xhr, Xhr.last, 'the request itself is told');
    assert.equal(Xhr.last.withCredentials, true);
  });

  test('an image asks for an image in the response', (t) => {
    setBrowser(t);
    send(IMAGE, `${URL}?a=1&send_image=0&b=2`, '', TYPE, done);
    assert.deepEqual(sent, [['image', `${URL}?a=1&send_image=1&b=2`]]);
  });

  test('an image carries everything in its address', (t) => {
    setBrowser(t);
    for (const [event, status] of [['onload', 0], ['onerror', NO_IMAGE]]) {
      outcomes = [];
      send(IMAGE, `${URL}?a=1`, '', TYPE, done);
      assert.deepEqual(sent.at(-1), ['image', `${URL}?a=1`]);
      FakeImage.last[event]();
      assert.deepEqual(outcomes, [status]);
    }
  });
});

test('a promise without `then` is one', async (t) => {
  const { then } = Promise.prototype;
  const asked = [];
  setBrowser(t, { fetch: (url) => {
    asked.push(url);
    return (async () => ({ status: 204 }))();
  } });
  delete Promise.prototype.then;
  try {
    send(FETCH, URL, 'a=1', TYPE, done);
  } finally {
    Promise.prototype.then = then;
  }
  await told();
  assert.deepEqual([asked.length, ways(), outcomes], [1, [], [204]]);
});

describe('a way that is missing, refuses or was replaced by the page', () => {
  const cases = [
    ['fetch is missing', FETCH, { fetch: null }, 'post'],
    ['fetch throws', FETCH, { fetch: throwing }, 'post'],
    ['fetch is a function of the page’s own', FETCH, { fetch: () => null }, 'post'],
    ['fetch gives what is no promise', PLAIN, { fetch: () => ({ then: true }) }, 'post'],
    ['fetch is no function', FETCH, { fetch: 'no function' }, 'post'],
    ['fetch and XMLHttpRequest are missing', FETCH, { fetch: null, XMLHttpRequest: null }, 'beacon'],
    ['there is no beacon', BEACON, { sendBeacon: null }, 'fetch'],
    ['the beacon throws', BEACON, { sendBeacon: throwing }, 'fetch'],
    ['fetch without keepalive throws once', PLAIN, { fetch: throwing }, 'post'],
    ['XMLHttpRequest is missing', POST, { XMLHttpRequest: null }, 'fetch'],
    ['XMLHttpRequest throws', POST, { XMLHttpRequest: throwing }, 'fetch'],
    ['XMLHttpRequest refuses to open', POST, { XMLHttpRequest: class extends Xhr { open() { throwing(); } } }, 'fetch'],
    ['neither XMLHttpRequest nor fetch', POST, { XMLHttpRequest: null, fetch: throwing }, 'beacon'],
  ];
  for (const [name, how, browser, expected] of cases) {
    test(`${name}: the hit leaves once by ${expected}`, (t) => {
      setBrowser(t, browser);
      send(how, URL, 'a=1', TYPE, done);
      assert.deepEqual(ways(), [expected]);
      assert.deepEqual(sent[0].slice(1, 2), [URL]);
    });
  }

  test('with no way at all the hit has failed, once, and nothing is thrown', (t) => {
    setBrowser(t, { fetch: null, sendBeacon: null, XMLHttpRequest: null, Image: null });
    for (const how of [FETCH, BEACON, POST, IMAGE, PLAIN]) {
      outcomes = [];
      send(how, URL, '', TYPE, done);
      assert.deepEqual(outcomes, [how === BEACON ? REFUSED : UNREADABLE]);
    }
  });

  test('done is called once whichever way it took', async (t) => {
    setBrowser(t, { sendBeacon: () => false });
    send(BEACON, `${URL}?a=1`, '', TYPE, done);
    await told();
    assert.deepEqual([ways(), outcomes], [['fetch'], [0]]);
  });
});

describe('without cookies', () => {
  /** The sender of a page that asked for it: there is no way back, so each test has a module of its own. */
  let pages = 0;
  async function bare() {
    pages += 1;
    const page = await import(`../../js/page/send.js?bare-${pages}`);
    page.omitCredentials();
    return (how, url, body, type, tell) => page.send(how, requestOf(url, body, type), tell);
  }

  test('each way is fetch, which neither gives nor takes any', async (t) => {
    setBrowser(t);
    const sendBare = await bare();
    for (const how of [FETCH, BEACON, POST, IMAGE]) sendBare(how, `${URL}?a=1`, '', TYPE, done);
    assert.deepEqual(sent.map(([way, , , , options]) => [way, options.credentials]), Array(4).fill(['fetch', 'omit']));
    await told();
    assert.deepEqual(outcomes, Array(4).fill(0));
  });

  test('each way is fetch, also where that ends with the page', async (t) => {
    setBrowser(t);
    setGlobals(t, { Request: class { constructor(url, options) { Object.assign(this, options); } } });
    const sendBare = await bare();
    sendBare(FETCH, URL, 'a=1', TYPE, done);
    assert.deepEqual(sent.map(([way, , , , options]) => [way, options.credentials]), [['fetch', 'omit']]);
  });

  test('the page before it asked, and every other page, sends as ever', async (t) => {
    setBrowser(t);
    await bare();
    send(FETCH, URL, '', TYPE, done);
    send(BEACON, URL, '', TYPE, done);
    assert.deepEqual([ways(), sent[0][4].credentials], [['fetch', 'beacon'], 'include']);
  });

  test('a function of the page in the place of fetch that passes on the address alone takes and gives none either', async (t) => {
    let passed;
    setBrowser(t, { fetch: async (url) => void (passed = new Request(url)) });
    (await bare())(FETCH, URL, '', TYPE, done);
    assert.deepEqual([passed.url, passed.credentials, passed.method], [URL, 'omit', 'POST']);
    setGlobals(t, { CRUMBLESS_ANONYMOUS: true });
    sendRequest(FETCH, { ...requestOf(URL, '', TYPE), omitReferrer: true }, done);
    assert.deepEqual([passed.credentials, passed.referrerPolicy], ['omit', 'no-referrer']);
  });

  // Firefox forgets that a request it is given is to outlive the page.
  test('the browser’s own fetch is told again that the request outlives the page', async (t) => {
    const given = [];
    setBrowser(t, { fetch: async (...all) => void given.push(all) });
    (await bare())(FETCH, URL, 'a=1', TYPE, done);
    const own = Object.assign(async (...all) => void given.push(all), { stated: 'function fetch() {\n    [native code]\n}' });
    const { toString } = Function.prototype;
    t.mock.method(Function.prototype, 'toString', function () { return this.stated ?? toString.call(this); });
    setGlobals(t, { CRUMBLESS_ANONYMOUS: true, fetch: own });
    sendRequest(FETCH, { ...requestOf(URL, 'a=1', TYPE), omitReferrer: true }, done);
    assert.deepEqual(given.map(([request, { keepalive, referrerPolicy }]) => [request.credentials, keepalive, referrerPolicy]), [['omit', true, undefined], ['omit', true, 'no-referrer']]);
  });

  for (const [name, stated] of [
    ['passes on some options', undefined],
    ['is bound', 'function () { [native code] }'],
    ['has the words in it', 'function fetch() { "[native code]"; return 1; }'],
    ['does not tell', null],
  ]) {
    test(`a function in the place of fetch that ${name} gets no option of an anonymous request`, async (t) => {
      const given = [];
      const other = Object.assign(async (...all) => void given.push(all), { stated });
      const { toString } = Function.prototype;
      t.mock.method(Function.prototype, 'toString', function () { return this.stated === null ? throwing() : this.stated ?? toString.call(this); });
      setBrowser(t, { fetch: other });
      setGlobals(t, { CRUMBLESS_ANONYMOUS: true });
      sendRequest(FETCH, { ...requestOf(URL, '', TYPE), omitReferrer: true }, done);
      const [[request, options]] = given;
      assert.deepEqual([request.credentials, request.referrerPolicy, options], ['omit', 'no-referrer', undefined]);
    });
  }

  for (const [name, Request] of [['is missing', undefined], ['knows no credentials', class { referrerPolicy = 'no-referrer'; }], ['knows no referrer policy', class { credentials = 'omit'; }]]) {
    test(`nothing leaves where Request ${name}`, async (t) => {
      setBrowser(t);
      setGlobals(t, { CRUMBLESS_ANONYMOUS: true, Request });
      for (const how of [FETCH, BEACON, POST, IMAGE]) sendRequest(how, { ...requestOf(URL, '', TYPE), omitReferrer: true }, done);
      assert.deepEqual([ways(), outcomes], [[], [UNREADABLE, REFUSED, UNREADABLE, UNREADABLE]]);
    });
  }

  for (const [name, fetch] of [['is missing', null], ['throws', throwing], ['is no function', 'no function'], ['is another function', () => undefined]]) {
    test(`nothing leaves where fetch ${name}, and one line says so`, async (t) => {
      setBrowser(t, { fetch });
      const errors = errorsOf(t);
      const sendBare = await bare();
      for (const how of [FETCH, BEACON, POST, IMAGE]) sendBare(how, URL, '', TYPE, done);
      assert.deepEqual([ways(), outcomes], [[], [UNREADABLE, REFUSED, UNREADABLE, UNREADABLE]]);
      assert.equal(errors.length, 1);
      assert.match(errors.text(), /nothing is sent.*fetch/);
    });
  }

  test('an anonymous request goes so too, without its page', async (t) => {
    setBrowser(t);
    setGlobals(t, { CRUMBLESS_ANONYMOUS: true });
    for (const how of [FETCH, BEACON, POST, IMAGE]) sendRequest(how, { ...requestOf(URL, '', TYPE), omitReferrer: true }, done);
    assert.deepEqual(sent.map(([way, , , , { credentials, referrerPolicy }]) => [way, credentials, referrerPolicy]), Array(4).fill(['fetch', 'omit', 'no-referrer']));
  });
});

describe('what the core hears of a response', () => {
  const outcomeOf = async (t, response, body = 'a=1', url = URL) => {
    setBrowser(t, { fetch: async () => response });
    send(FETCH, url, body, TYPE, doneWith);
    await told();
    return outcomes[0];
  };
  const headers = (value) => ({ get: (name) => (name === 'Retry-After' ? value : null) });

  test('the status where it can be read', async (t) => {
    for (const status of [0, 200, 404, 413, 503]) {
      outcomes = [];
      assert.deepEqual(await outcomeOf(t, { status, headers: headers(null) }), { status, pause: 0, address: '' });
    }
  });

  test('for how long the server asks to be left alone, as seconds or as a date', async (t) => {
    const inMinute = new Date(Date.now() + 60_000).toUTCString();
    for (const [value, least, most] of [['7', 7, 7], [inMinute, 58, 60], ['soon', 0, 0], [null, 0, 0], ['', 0, 0]]) {
      outcomes = [];
      const { pause } = await outcomeOf(t, { status: 503, headers: headers(value) });
      assert.ok(pause >= least && pause <= most, `${value}: ${pause}`);
    }
    outcomes = [];
    assert.equal((await outcomeOf(t, { status: 200, headers: headers('7') })).pause, 0, 'only where it has failed');
    outcomes = [];
    assert.equal((await outcomeOf(t, { status: 503 })).pause, 0, 'headers that the page has taken away');
  });

  test('where a request was redirected to that may have lost its hits: a body, or an address with the hit in it', async (t) => {
    for (const [to, is] of [['http://moved.example/', true], ['http://moved.example/?a=2', true], ['http://moved.example/?a=1', false], ['http://moved.example/b/?a=1', false]]) {
      outcomes = [];
      assert.equal((await outcomeOf(t, { status: 200, redirected: true, url: to }, '', `${URL}?a=1`)).address, is ? to : '');
    }
    outcomes = [];

    const response = { status: 200, redirected: true, url: 'http://moved.example/' };
    assert.equal((await outcomeOf(t, response)).address, 'http://moved.example/');
    outcomes = [];
    assert.equal((await outcomeOf(t, response, '')).address, '');
  });

  test('that there was none, or that the browser has refused a beacon', async (t) => {
    setBrowser(t, { fetch: async () => throwing(), sendBeacon: () => false });
    send(FETCH, URL, '', TYPE, doneWith);
    await told();
    setBrowser(t, { sendBeacon: () => false });
    send(BEACON, URL, 'a=1', TYPE, doneWith);
    assert.deepEqual(ways(), [], 'where a beacon has no room, nothing has that outlives the page');
    assert.deepEqual(outcomes.map(({ status }) => status), [NO_ANSWER, REFUSED]);
  });
});

describe('the room for what outlives the page', () => {
  const kept = () => sent.map(([, , , , { keepalive }]) => keepalive);

  test('is counted in bytes, not in letters', async (t) => {
    setBrowser(t, { sendBeacon: () => false });
    send(FETCH, URL, '漢'.repeat(25_000), TYPE, done);
    await told();
    assert.deepEqual([kept(), outcomes], [[false], [0]]);
  });

  test('is not needed for a body above it that the browser takes as a beacon', async (t) => {
    setBrowser(t);
    send(FETCH, URL, '漢'.repeat(25_000), TYPE, done);
    send(FETCH, URL, '漢'.repeat(20_000), TYPE, done);
    await told();
    assert.deepEqual([ways(), outcomes], [['beacon', 'fetch'], [0, 0]]);
  });

  test('is one for the file that asked and the one that goes on, whichever sends', async (t) => {
    const own = ownTraffic();
    t.after(() => shareTraffic(own));
    const shared = { outliving: 40_000, failures: 0, hasAnswer: false, mayEnd: false };
    shareTraffic(shared);
    const body = 'x'.repeat(40_000);
    setBrowser(t);
    send(FETCH, URL, body, TYPE, done);
    shared.outliving -= 40_000; // The other file's request has its response.
    send(FETCH, URL, body, TYPE, done);
    assert.equal(shared.outliving, 40_000);
    await told();
    assert.deepEqual([kept(), shared.outliving], [[false, true], 0]);
  });

  test('is given back by requests that succeed, are lost or throw', async (t) => {
    const body = 'x'.repeat(40_000);
    setBrowser(t, { fetch: throwing, XMLHttpRequest: null, sendBeacon: null });
    send(FETCH, URL, body, TYPE, done);
    setBrowser(t);
    send(FETCH, URL, body, TYPE, done);
    send(FETCH, URL, body, TYPE, done);
    await told();
    send(FETCH, URL, body, TYPE, done);
    await told();
    assert.deepEqual(kept(), [true, false, true]);
  });

  test('was none, where a body fails beside others or soon after: it leaves again without, once', async (t) => {
    let isUp = true;
    const ask = async (url, { keepalive }) => {
      sent.push(['fetch', url, 0, 0, { keepalive }]);
      if (keepalive && sent.length > 1 || !isUp) throwing();
    };
    setBrowser(t, { fetch: ask });
    for (const body of ['a=1', 'a=2']) send(FETCH, URL, body, TYPE, done);
    await told();
    await told();
    assert.deepEqual([kept(), outcomes], [[true, true, false], [0, 0]]);
    send(FETCH, URL, 'a=3', TYPE, done);
    await told();
    await told();
    assert.deepEqual([kept().slice(3), outcomes.length], [[true, false], 3]);
    isUp = false;
    send(FETCH, URL, 'a=4', TYPE, doneWith);
    await told();
    await told();
    assert.deepEqual([kept().slice(5), outcomes[3].status], [[true, false], NO_ANSWER]);
    send(FETCH, URL, '', TYPE, done);
    await told();
    assert.equal(sent.length, 8, 'what has no body needs no room');
  });

  test('is given back when the response was read', async (t) => {
    const body = 'x'.repeat(40_000);
    let read;
    setBrowser(t, { fetch: async (url, options) => {
      sent.push(['fetch', url, 0, 0, options]);
      return { status: 204, text: () => new Promise((resolve) => { read = resolve; }) };
    } });
    send(FETCH, URL, body, TYPE, done);
    await told();
    send(FETCH, URL, body, TYPE, done);
    read();
    await told();
    send(FETCH, URL, body, TYPE, done);
    assert.deepEqual([kept(), outcomes], [[true, false, true], [204, 204]], 'though the page hears at once');
  });

  test('is not asked for each second time, where bodies fail', async (t) => {
    const asked = [];
    setBrowser(t, { fetch: async (url, { keepalive }) => { asked.push(keepalive); throwing(); } });
    for (let time = 0; time < 6; time += 1) {
      send(FETCH, URL, 'a=1', TYPE, done);
      await told();
    }
    assert.ok(asked.includes(true) && asked.includes(false), String(asked));
    setBrowser(t);
    send(PLAIN, URL, 'a=1', TYPE, done);
    await told();
    send(FETCH, URL, 'a=1', TYPE, done);
    await told();
    assert.deepEqual(kept(), [false, true], 'a response ends that');
  });
});

describe('a page that was asked whether it may be left', () => {
  test('hears of a request that ends with it only if it stays, of others, and of what it sends from then on, at once', async (t) => {
    setBrowser(t);
    send(FETCH, URL, '', TYPE, () => {});
    await told(); // The server responds, until now.
    setBrowser(t, { fetch: async () => { throw new TypeError('Load failed'); } });
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const give = (how, name) => send(how, URL, '', TYPE, () => outcomes.push(name));
    const pass = async () => {
      await new Promise(setImmediate);
      t.mock.timers.tick(1);
    };
    give(FETCH, 'outlives');
    give(PLAIN, 'before');
    expectEnd();
    give(PLAIN, 'after');
    await pass();
    assert.deepEqual(outcomes, ['outlives', 'after']);
    t.mock.timers.tick(10_000);
    assert.deepEqual(outcomes, ['outlives', 'after', 'before']);
    give(PLAIN, 'stayed');
    await pass();
    assert.equal(outcomes.at(-1), 'stayed', 'as if nobody had asked');
  });
});
