/** `enableMediaTracking`: how audio and video are played, by what their elements say themselves. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FALLBACK } from '../../scripts/build/fallback.mjs';
import { CORE, FULL } from '../../scripts/build/variants.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { hide } from '../vectors/player/replay.mjs';
import { end } from './support/measured.mjs';
import { application } from './support/module.mjs';
import { dataUrl, mediaTools, wav } from './support/sounds.mjs';
import { AT_ONCE, param, startWorld } from './support/world.mjs';

const worlds = Object.fromEntries([CORE, FULL, FALLBACK].map((file) => [file, startWorld(fromRoot(file))]));
const world = worlds[CORE];

const SOUND = '/sounds/talk.wav';
/** As an address of its own: a server without ranges has nothing that can be sought. */
const TALK = dataUrl(2);
const audio = (attributes, source = TALK) => `<audio muted src="${source}" title="Secret title" ${attributes}></audio>`;
const isMedia = (hit) => param(hit, 'e_c') === 'Media';
const rowOf = (hit) => ['e_a', 'e_n', 'e_v'].map((name) => param(hit, name)).filter((value) => value !== undefined).join(' ');
const rowsOf = (hits) => hits.filter(isMedia).map(rowOf);
const timesOf = (hits) => hits.filter((hit) => isMedia(hit) && param(hit, 'e_a') === 'Time').map((hit) => Number(param(hit, 'e_v')));
const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
function assertNear(seconds, expected) {
  assert.ok(Math.abs(seconds - expected) <= 0.5, `${seconds} of ${expected} seconds`);
}

/** A page with sounds that are two seconds long, where what measures is there. */
async function open(t, { using = world, rows = [], options, body = audio('id="talk"'), ...parts } = {}) {
  const command = ['enableMediaTracking', ...(options === undefined ? [] : [options])];
  const visit = await using.visit(t, {
    paq: [...rows, command, ['trackPageView']],
    body,
    init: prepare,
    before: ({ site }) => site.serve(SOUND, { type: 'audio/wav', body: wav(2) }),
    ...parts,
  });
  await visit.page.evaluate(mediaTools);
  await visit.page.waitForFunction(() => window.isMeasuring);
  await visit.site.waitForHits(visit.run, 1); // Where a sound plays by itself, the view may not be alone.
  return visit;
}

function prepare() {
  document.addEventListener('load', ({ target }) => {
    if (/engagement/.test(target.src)) window.isMeasuring = true;
  }, true);
}

const show = (visit) => visit.page.evaluate(() => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'visible' });
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
});

for (const file of [CORE, FULL, FALLBACK]) {
  describe(`media with ${file}`, AT_ONCE, () => {
    test('say where they begin, how far they come, where they end and how long that took', async (t) => {
      const visit = await open(t, { using: worlds[file], body: audio('', `${SOUND}?token=secret#t=0`) });
      await visit.page.evaluate(() => window.media.end(window.media.find('audio')));
      const hits = await end(visit, 7, 7);
      assert.deepEqual(rowsOf(hits), ['Play', '25%', '50%', '75%', 'End', 'Time'].map((action) => `${action} ${SOUND}${action === 'Time' ? ' 2' : ''}`));
      assert.doesNotMatch(JSON.stringify(hits.slice(1).map((hit) => param(hit, 'e_n'))), /secret/i);
      assert.deepEqual([visit.errors, visit.messages], [[], []]);
    });
  });
}

describe('a medium', AT_ONCE, () => {
  test('that is stopped and goes on says that it was stopped, and began once', async (t) => {
    const visit = await open(t, { options: { quarters: [95] } });
    await visit.page.evaluate(async () => {
      const { find, until, pause } = window.media;
      await until(find('#talk'), 0.6);
      await pause(find('#talk'));
    });
    await visit.arrival('e_a=Pause');
    await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
    assert.deepEqual(rowsOf(await end(visit, 6, 6)), ['Play talk', 'Pause talk', '95% talk', 'End talk', 'Time talk 2']);
  });

  test('that is sought has not reached what was skipped, nor paused for it', async (t) => {
    const visit = await open(t, { options: { quarters: [70, 90] } });
    const played = await visit.page.evaluate(async () => {
      const { find, until, pause, seek, end, played } = window.media;
      const talk = find('#talk');
      await until(talk, 0.2);
      await pause(talk);
      await seek(talk, 1.6);
      await end(talk);
      return played(talk);
    });
    const hits = await end(visit, 5, 5);
    assert.deepEqual(rowsOf(hits).slice(0, 3), ['Play talk', '90% talk', 'End talk']);
    assertNear(total(timesOf(hits)), played);
    assert.ok(played < 1.8, `${played}`);
  });

  test('that is sought back and forth while it plays counts what was heard', async (t) => {
    const visit = await open(t, { body: audio('id="talk"', dataUrl(30)), options: { quarters: [] } });
    const heard = await visit.page.evaluate(async () => {
      const { find, until, seek } = window.media;
      const talk = find('#talk');
      await talk.play();
      let sum = 0;
      for (const from of [0, 12, 4, 17]) {
        await seek(talk, from);
        await until(talk, from + 0.8);
        sum += talk.currentTime - from;
      }
      await window.media.pause(talk);
      return sum;
    });
    await visit.arrival('e_a=Pause');
    const hits = await end(visit, 4, 3);
    assert.deepEqual(rowsOf(hits).slice(0, 2), ['Play talk', 'Pause talk']);
    assertNear(total(timesOf(hits)), heard);
  });

  test('at another speed counts the visitor’s seconds', async (t) => {
    const visit = await open(t, { options: { quarters: [] } });
    await visit.page.evaluate(() => {
      window.media.find('#talk').playbackRate = 2;
      return window.media.end(window.media.find('#talk'));
    });
    assert.deepEqual(rowsOf(await end(visit, 4, 4)), ['Play talk', 'End talk', 'Time talk 1']);
  });

  test('that plays again has begun and ended again, and reached its quarters once a view', async (t) => {
    const visit = await open(t, { options: { quarters: [40] } });
    await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
    await visit.hits(5);
    await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
    assert.deepEqual(rowsOf(await end(visit, 8, 8)), ['Play talk', '40% talk', 'End talk', 'Time talk 2', 'Play talk', 'End talk', 'Time talk 2']);
  });

  test('that loops is one that was begun', async (t) => {
    const visit = await open(t, { body: audio('id="talk" loop controls'), options: { quarters: [50] } });
    await visit.page.evaluate(async () => {
      const talk = window.media.find('#talk');
      await talk.play();
      const began = performance.now();
      for (let rounds = 0; rounds < 2; rounds += 1) await window.media.once(talk, 'seeked');
      await window.media.pause(talk);
      window.heard = (performance.now() - began) / 1000;
    });
    await visit.arrival('e_a=Pause');
    const heard = await visit.page.evaluate(() => window.heard);
    const hits = await end(visit, 5, 4);
    assert.deepEqual(rowsOf(hits).slice(0, 3), ['Play talk', '50% talk', 'Pause talk']);
    assertNear(total(timesOf(hits)), heard);
  });

  test('that is removed while it plays has played until then', async (t) => {
    const visit = await open(t);
    const played = await visit.page.evaluate(async () => {
      const talk = window.media.find('#talk');
      await window.media.until(talk, 1.2);
      const paused = window.media.once(talk, 'pause');
      talk.remove();
      await paused;
      return window.media.played(talk);
    });
    await visit.arrival('e_a=Pause');
    assertNear(total(timesOf(await end(visit, 6, 5))), played);
  });

  test('that is given another file begins again', async (t) => {
    const visit = await open(t, { body: audio('', `${SOUND}?token=secret#t=0`), options: { quarters: [] } });
    await visit.page.evaluate(async (next) => {
      const talk = window.media.find('audio');
      await window.media.until(talk, 1);
      const emptied = window.media.once(talk, 'emptied');
      talk.src = next;
      await emptied;
      await window.media.end(talk);
    }, dataUrl(1));
    assert.deepEqual(rowsOf(await end(visit, 6, 6)), [`Play ${SOUND}`, `Time ${SOUND} 1`, 'Play data:', 'End data:', 'Time data: 1']);
  });

  test('that plays beside another is one by itself, added whenever it was', async (t) => {
    const visit = await open(t, { options: { quarters: [] } });
    await visit.page.evaluate(async (source) => {
      const other = Object.assign(document.createElement('audio'), { id: 'music', muted: true, src: source });
      document.body.append(other);
      await Promise.all([window.media.end(other), window.media.end(window.media.find('#talk'))]);
    }, dataUrl(3));
    const hits = await end(visit, 7, 7);
    assert.deepEqual(rowsOf(hits).sort(), ['End music', 'End talk', 'Play music', 'Play talk', 'Time music 3', 'Time talk 2']);
  });

  test('in an open shadow tree is met once a visitor has used something of it', async (t) => {
    const visit = await open(t, { body: '<div id="host"></div>', options: { quarters: [] } });
    await visit.page.evaluate((source) => {
      const root = document.querySelector('#host').attachShadow({ mode: 'open' });
      root.innerHTML = `<button>Play</button><audio muted id="inside" src="${source}"></audio>`;
      root.querySelector('button').onclick = () => root.querySelector('audio').play();
    }, dataUrl(1));
    await visit.page.click('button');
    assert.deepEqual(rowsOf(await end(visit, 4, 4)), ['Play inside', 'End inside', 'Time inside 1']);
  });

  test('that has no end has no quarters', async (t) => {
    const visit = await open(t, { body: '<video muted></video>' });
    await visit.page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.getContext('2d');
      const video = window.media.find('video');
      video.srcObject = canvas.captureStream(20);
      const drawing = setInterval(() => canvas.getContext('2d').fillRect(0, 0, 9, 9), 50);
      await window.media.until(video, 1.6);
      await window.media.pause(video);
      clearInterval(drawing);
    });
    await visit.arrival('e_a=Pause');
    const hits = await end(visit, 4, 3);
    assert.deepEqual(rowsOf(hits).slice(0, 2), ['Play stream', 'Pause stream']);
    assert.ok(total(timesOf(hits)) >= 1);
  });

  test('that plays already when it is asked for is counted from its start', async (t) => {
    const visit = await world.visit(t, { paq: [['trackPageView']], body: audio('id="talk"') });
    await visit.page.evaluate(mediaTools);
    await visit.hits(1);
    await visit.page.evaluate(async () => {
      await window.media.until(window.media.find('#talk'), 0.6);
      window._paq.push(['enableMediaTracking']);
      await window.media.end(window.media.find('#talk'));
    });
    assert.deepEqual(rowsOf(await end(visit, 7, 7)), ['Play talk', '25% talk', '50% talk', '75% talk', 'End talk', 'Time talk 2']);
  });
});

describe('the seconds', AT_ONCE, () => {
  test('are said whenever the page is hidden, and add up', async (t) => {
    const visit = await open(t, { options: { quarters: [] }, body: audio('id="talk"', dataUrl(6)) });
    for (const position of [1.4, 2.8, 4.2]) {
      await visit.page.evaluate((to) => window.media.until(window.media.find('#talk'), to), position);
      await hide(visit.page);
      await show(visit);
    }
    await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
    await visit.arrival('e_a=End');
    const hits = await end(visit, 7, 7);
    assert.equal(timesOf(hits).length, 4);
    assert.equal(total(timesOf(hits)), 6);
  });

  test('of an application are those of the page that was left, and go on in the next', async (t) => {
    const visit = await open(t, { rows: [['enableSpaTracking']], options: { quarters: [90] }, body: audio('id="talk"', dataUrl(5)) });
    await visit.page.evaluate(async () => {
      await window.media.until(window.media.find('#talk'), 2.2);
      history.pushState(null, '', '/next');
      document.title = 'Next';
      await window.media.end(window.media.find('#talk'));
    });
    const hits = await end(visit, 7, 7);
    const paths = hits.filter(isMedia).map((hit) => `${param(hit, 'e_a')} ${new URL(param(hit, 'url')).pathname}`);
    const first = `/page/${visit.run}`;
    assert.deepEqual(paths, [`Play ${first}`, `Time ${first}`, '90% /next', 'End /next', 'Time /next']);
    const [one, two] = timesOf(hits);
    assertNear(one, 2.4);
    assert.equal(one + two, 5);
  });
});

describe('what is no medium of the page’s', AT_ONCE, () => {
  const LOOP = `${audio('id="scene" loop autoplay')}`;
  test('silent loops that play by themselves are decoration', async (t) => {
    const visit = await open(t, { body: LOOP });
    await visit.page.evaluate(async () => {
      await window.media.find('#scene').play();
      await window.media.once(window.media.find('#scene'), 'seeked');
    });
    await end(visit, 1);
  });

  test('silent loops count where they are asked for', async (t) => {
    const visit = await open(t, { body: LOOP, options: { decoration: true, quarters: [] } });
    await visit.page.evaluate(() => void window.media.find('#scene').play());
    assert.equal(rowOf(await visit.arrival('e_a=Play')), 'Play scene');
  });

  test('what is heard after all is no decoration', async (t) => {
    const visit = await open(t, { body: LOOP, options: { quarters: [] } });
    await visit.page.evaluate(async () => {
      await window.media.until(window.media.find('#scene'), 0.3);
      window.media.find('#scene').muted = false;
    });
    assert.equal(rowOf(await visit.arrival('e_a=Play')), 'Play scene');
  });

  for (const [title, body] of [
    ['an attribute', audio('id="talk" data-matomo-ignore')],
    ['the class of an element around it', `<div class="a matomo_ignore">${audio('id="talk"')}</div>`],
    ['Piwik’s class', audio('id="talk" class="piwik_ignore"')],
  ]) {
    test(`what is left out by ${title}`, async (t) => {
      const visit = await open(t, { body });
      await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
      await end(visit, 1);
    });
  }

  test('events of that name elsewhere', async (t) => {
    const visit = await open(t, { body: '<div id="talk"></div>' });
    await visit.page.evaluate(() => {
      for (const type of ['playing', 'pause', 'ended']) document.querySelector('#talk').dispatchEvent(new Event(type, { bubbles: true }));
    });
    await end(visit, 1);
    assert.deepEqual([visit.errors, visit.messages], [[], []]);
  });
});

describe('on a hostile page', AT_ONCE, () => {
  const NAMES = ['addEventListener', 'querySelectorAll', 'visibilityState', 'host', 'currentSrc'].map((name) => `<img name="${name}"><form name="${name}"></form>`).join('');
  function replace() {
    document.addEventListener('load', ({ target }) => {
      if (/engagement/.test(target.src)) window.isMeasuring = true;
    }, true);
    for (const name of ['map', 'filter', 'find', 'includes', 'indexOf', 'forEach']) Array.prototype[name] = () => { throw new Error(name); };
  }
  for (const [title, parts] of [['markup changes nothing', { body: `${NAMES}${audio('id="talk"')}` }], ['replaced methods change nothing', { init: replace }]]) {
    test(title, async (t) => {
      const visit = await open(t, parts);
      await visit.page.evaluate(() => window.media.end(document.body.querySelector('#talk')));
      assert.deepEqual(rowsOf(await end(visit, 7, 7)), ['Play talk', '25% talk', '50% talk', '75% talk', 'End talk', 'Time talk 2']);
      assert.deepEqual(visit.errors, []);
    });
  }

  for (const options of [{ quarters: 25 }, { quarters: [0] }, { quarters: [25, '50'] }, { quarters: [100] }, 'all', [25]]) {
    test(`${JSON.stringify(options)} is one line, and nothing is tracked`, async (t) => {
      const visit = await open(t, { options });
      await visit.line((text) => text.includes('enableMediaTracking'));
      await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
      await end(visit, 1);
      assert.equal(visit.messages.length, 1);
      assert.deepEqual(visit.errors, []);
    });
  }
});

describe('anonymous measurement', AT_ONCE, () => {
  for (const eventNames of [undefined, ['other']]) {
    test(`has what was done, and no name${eventNames ? ' that is not among those of the options' : ''}`, async (t) => {
      const rows = [['enableAnonymousMeasurement', { url: 'https://app.example/', ...(eventNames && { eventNames }) }]];
      const visit = await open(t, { rows, body: audio('', `${SOUND}?token=secret#t=0`), options: { quarters: [] } });
      await visit.page.evaluate(() => window.media.end(window.media.find('audio')));
      const hits = await end(visit, 4, 4);
      assert.deepEqual(rowsOf(hits), ['Play', 'End', 'Time 2']);
      assert.doesNotMatch(JSON.stringify(hits.map(({ params }) => params)), /secret|talk/i);
    });
  }
});

describe('the ES module', () => {
  test('tracks media too', async (t) => {
    const visit = await application(world, t, {
      body: `<audio muted id="talk" src="${dataUrl(1)}"></audio>`,
      options: ({ trackerUrl }) => ({ url: trackerUrl, siteId: 7, commands: [['trackPageView'], ['enableMediaTracking', { quarters: [] }]] }),
    });
    await visit.page.evaluate(mediaTools);
    await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
    // Where the file came after the end, nothing was missed that plays now.
    await visit.page.evaluate(() => window.media.end(window.media.find('#talk')));
    const end = await visit.arrival('e_a=End');
    assert.equal(param(end, 'e_n'), 'talk');
  });
});
