/**
 * Loses nothing, harms nothing: a thousand pages that are left at random moments, and some that stay, before a collector that
 * fails a tenth of all requests. Every hit that was given is looked for at the server.
 *
 * `CRUMBLESS_LIVES` is how many pages are left, `CRUMBLESS_SEED` chooses which lives they have and which requests fail;
 * `CRUMBLESS_REFERENCE` names a matomo.js that gets the same, for comparison.
 */
import assert from 'node:assert/strict';
import process from 'node:process';
import { before, describe, test } from 'node:test';
import { launchWhole } from '../engines/chromium.mjs';
import { startFaultSite } from './support/fault-site.mjs';
import { judge, table } from './support/lives-judge.mjs';
import { ENDS, fatesOf, planLife } from './support/lives-plan.mjs';
import { runLives } from './support/lives-run.mjs';
import { TRACKER } from './support/world.mjs';

const SEED = Number(process.env.CRUMBLESS_SEED ?? 1);
const LIVES = Number(process.env.CRUMBLESS_LIVES ?? 28);
const REFERENCE = process.env.CRUMBLESS_REFERENCE;

/** How many pages stay, for each that is left. */
const STAYING = 0.2;

/** A hit that failed four times in a row is sent again 8 s after; nothing comes for longer than that and a busy machine's delay. */
const TIMEOUT_MS = 25_000;

/** What does not send again is not waited for as long. */
const REFERENCE_PATIENCE = 5000;

/** How many pages ask for anonymous measurement, for each that is left. */
const ANONYMOUS = 0.5;

/** How many of the pages hear to the last that they are left, at least: on a busy machine the browser ends some before. */
const TOLD = 0.9;

const SHOWN = 20;

/** Both kinds of lives with one tracker. */
async function run(tracker, { trap, patience }) {
  // As a visitor has it: pages that are left are kept for a while, to be there at once when the visitor comes back.
  const browser = await launchWhole({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const site = await startFaultSite({ tracker, fateOf: fatesOf(SEED) });
  try {
    const plans = (count, ends, isAnonymous) => Array.from({ length: count }, (_, index) => planLife(SEED, index, ends, isAnonymous));
    const left = await runLives({ browser, site, trap, patience, plans: plans(LIVES, true) });
    const staying = await runLives({ browser, site, trap, patience, plans: plans(Math.ceil(LIVES * STAYING), false) });
    const anonymous = trap && (await runLives({ browser, site, trap, patience, plans: plans(Math.ceil(LIVES * ANONYMOUS), true, true) }));
    return {
      site,
      anonymous,
      left: { ...left, ...judge(left.lives, site) },
      staying: { ...staying, ...judge(staying.lives, site) },
    };
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Each fault has its story in lines of its own; what was lost comes first. */
function none(faults) {
  const rank = (fault) => (fault.includes('was lost') ? 0 : 1);
  const shown = faults.toSorted((a, b) => rank(a) - rank(b)).slice(0, SHOWN).join('\n');
  assert.ok(faults.length === 0, `${faults.length} lives with CRUMBLESS_SEED=${SEED} CRUMBLESS_LIVES=${LIVES}:\n${shown}`);
}

describe(`${LIVES} lives before a collector that fails (seed ${SEED})`, () => {
  let ours;

  before(async () => {
    const began = performance.now();
    ours = await run(TRACKER, { trap: true, patience: TIMEOUT_MS });
    console.log(`CRUMBLESS_SEED=${SEED} CRUMBLESS_LIVES=${LIVES}, ${Math.round((performance.now() - began) / 1000)} s`);
    console.log(table({ [`${LIVES} pages left`]: ours.left, [`${ours.staying.lives.length} pages that stay`]: ours.staying }));
  });

  test('were what they are meant to be', () => {
    const { lives } = ours.left;
    const noted = (kind) => lives.filter(({ notes }) => notes.some((note) => note?.kind === kind)).length;
    assert.deepEqual([...new Set(lives.map(({ plan }) => plan.end.how))].sort(), [...ENDS].sort());
    assert.ok(noted('over') >= LIVES * TOLD, `only ${noted('over')} of ${LIVES} pages were told of their end`);
    assert.ok(noted('shown') > 0, 'no page came back from where the browser keeps it');
    const requests = [...lives, ...ours.staying.lives].flatMap(({ plan }) => ours.site.requestsOf(plan.life));
    for (const fate of ['reset', 500]) {
      const count = requests.filter((request) => request.fate === fate).length;
      const expected = requests.length / 20;
      assert.ok(Math.abs(count - expected) < 5 * Math.sqrt(expected), `${count} of ${requests.length} requests had the fate ${fate}`);
    }
  });

  test('pages that are left lose only hits that could not be sent any more, and send nothing twice', () => none(ours.left.faults));

  test('pages that stay lose nothing, send nothing twice, and keep the order', () => none(ours.staying.faults));

  test('pages that ask for anonymous measurement say nothing of what they give, and nothing at all where the file for it does not come', () => {
    const { lives } = ours.anonymous;
    const failing = lives.filter(({ plan }) => plan.rest.comes === null);
    assert.ok(failing.length > 0 && failing.length < lives.length, `${failing.length} of ${lives.length} had no file`);
    assert.deepEqual(failing.flatMap(({ plan }) => ours.site.requestsOf(plan.life)), []);
    const hits = lives.flatMap(({ plan }) => ours.site.hitsOf(plan.life));
    assert.ok(hits.length > 0, 'no anonymous hit came');
    for (const hit of hits) assert.doesNotMatch(`${hit.raw} ${JSON.stringify(hit.headers)}`, /h\d+x\d+x|A%20life|\/life\//);
  });

  test('the full file came, came late, and did not come', () => {
    const rests = [...ours.left.lives, ...ours.staying.lives].map(({ plan }) => plan.rest);
    for (const [kind, is] of Object.entries({ none: (rest) => !rest, late: (rest) => rest?.comes > 0, missing: (rest) => rest?.comes === null })) assert.ok(rests.some(is), kind);
  });

  test('nothing is thrown into a page', () => assert.deepEqual([...ours.left.errors, ...ours.staying.errors, ...ours.anonymous.errors], []));

  test('nothing is written to storage', () => {
    assert.deepEqual([...ours.left.accesses, ...ours.staying.accesses, ...ours.anonymous.accesses], []);
    assert.deepEqual([...ours.left.cookies, ...ours.staying.cookies, ...ours.anonymous.cookies], []);
  });

  test('the same with the reference, for comparison', { skip: !REFERENCE && 'CRUMBLESS_REFERENCE names no matomo.js' }, async () => {
    const reference = await run(REFERENCE, { trap: false, patience: REFERENCE_PATIENCE });
    console.log(table({
      'left: ours': ours.left,
      'left: reference': reference.left,
      'stay: ours': ours.staying,
      'stay: reference': reference.staying,
    }));
  });
});

describe('the judge', () => {
  const hit = (id) => ({ raw: '', params: [['e_n', id]] });
  const gave = (id) => ({ kind: 'gave', id });
  const sent = (...ids) => ({ kind: 'sent', by: 'fetch', ids });
  const STARTED = { kind: 'started' };
  const ENDED = { kind: 'ended' };
  const OVER = { kind: 'over' };
  const [ONE, TWO] = ['h1x1x', 'h1x2x'];
  const taken = (...ids) => ({ fate: 'take', hits: ids.map(hit) });
  const failed = (...ids) => ({ fate: 500, hits: ids.map(hit) });

  const KNOWN = { kind: 'known', sending: 2 };
  const FAILED = { kind: 'outcome', sending: 2, ids: [ONE], failed: true };
  const BEACON = { kind: 'sent', by: 'beacon', ids: [ONE] };
  const LIFE = [gave(ONE), STARTED, sent(ONE)];

  /** Each with what the page noted, the requests, what the judge must count and what it must say. */
  const CASES = {
    'a hit that was received': [[...LIFE, ENDED, OVER], [taken(ONE)], {}],
    'a hit received twice': [[...LIFE, ENDED, OVER], [taken(ONE), taken(ONE)], { twice: 1 }, /more than once/],
    'a hit that nobody gave': [[STARTED, ENDED, OVER], [taken(ONE)], { foreign: 1 }, /not given/],
    'a page left before the tracker came': [[gave(ONE), ENDED, OVER], [], { early: 1 }],
    'a tracker that came when the page was over': [[gave(ONE), ENDED, OVER, STARTED], [], { early: 1 }],
    'a tracker that came when the page had come back': [[gave(ONE), ENDED, OVER, { kind: 'shown' }, STARTED, ENDED, OVER], [], { lost: 1 }, /never sent/],
    'a hit that was never sent': [[gave(ONE), STARTED, ENDED, OVER], [], { lost: 1 }, /never sent/],
    'a request that did not come through': [[...LIFE, ENDED, OVER], [], { lost: 1 }, /0 reached/],
    'a failure nobody heard of': [[...LIFE, ENDED, OVER], [failed(ONE)], { dying: 1 }],
    'a failure that was heard of too late': [[...LIFE, ENDED, FAILED, KNOWN, OVER], [failed(ONE)], { dying: 1 }],
    'a failure that nobody had time for': [[...LIFE, FAILED, ENDED, OVER], [failed(ONE)], { dying: 1 }],
    'a failure that was heard of': [[...LIFE, FAILED, KNOWN, ENDED, OVER], [failed(ONE)], { lost: 1 }, /knew/],
    'a hit that the server refused twice': [[...LIFE, FAILED, KNOWN, sent(ONE), { ...FAILED, sending: 5 }, { ...KNOWN, sending: 5 }, ENDED, OVER], [failed(ONE), failed(ONE)], { refused: 1 }],
    'a hit refused once and then reset': [[...LIFE, FAILED, KNOWN, sent(ONE), { ...FAILED, sending: 5 }, { ...KNOWN, sending: 5 }, ENDED, OVER], [failed(ONE), { ...failed(ONE), fate: 'reset' }], { lost: 1 }, /knew/],
    'a page that came back': [[...LIFE, ENDED, { kind: 'shown' }, FAILED, KNOWN, ENDED, OVER], [failed(ONE)], { lost: 1 }, /knew/],
    'a last beacon': [[gave(ONE), STARTED, ENDED, BEACON, OVER], [failed(ONE)], { dying: 1 }],
    'a beacon in the midst of life': [[gave(ONE), STARTED, BEACON, ENDED, OVER], [failed(ONE)], { lost: 1 }, /says nothing/],
    'a hit that was given when the page was over': [[STARTED, ENDED, OVER, gave(ONE), sent(ONE)], [], { dying: 1 }],
    'a hit that was sent when the page was over': [[gave(ONE), STARTED, ENDED, OVER, sent(ONE)], [], { lost: 1 }, /never sent/],
    'a request that was made anew when the page was over': [[...LIFE, FAILED, KNOWN, ENDED, OVER, sent(ONE)], [failed(ONE)], { lost: 1 }, /knew/],
    'a page that was ended without a word': [LIFE, [], { killed: 1 }],
    'a page that was ended when it had begun to hear of it': [[STARTED, ENDED, gave(ONE)], [], { killed: 1 }],
    'a note that is missing': [[gave(ONE), undefined, STARTED, sent(ONE), ENDED, OVER], [taken(ONE)], {}, /note 1 of 6/],
    'a request out of order': [[gave(ONE), gave(TWO), STARTED, sent(ONE, TWO), ENDED, OVER], [taken(TWO, ONE)], {}, /another order/],
    'a hit that came past a failed one': [[...LIFE, FAILED, KNOWN, gave(TWO), sent(TWO), sent(ONE), ENDED, OVER], [failed(ONE), taken(TWO), taken(ONE)], {}, /came before/],
    'a hit that came past one which was sent again at once': [[...LIFE, FAILED, sent(ONE), KNOWN, gave(TWO), sent(TWO), ENDED, OVER], [failed(ONE), taken(TWO), taken(ONE)], {}],
    'a page that waited in vain': [[...LIFE, ENDED, OVER], [failed(ONE)], { dying: 1 }, /while the page was there/, false],
  };
  for (const [name, [notes, requests, counts, fault, isComplete]] of Object.entries(CASES)) {
    test(`knows ${name}`, () => {
      const hits = requests.filter(({ fate }) => fate === 'take').flatMap((request) => request.hits);
      const stays = name.startsWith('a hit that came past') || isComplete === false;
      const life = { plan: { life: 'life-1', end: stays ? null : { how: 'close' } }, notes, isComplete };
      const { faults, given, received, ...found } = judge([life], { requestsOf: () => requests, hitsOf: () => hits });
      assert.deepEqual(found, { early: 0, dying: 0, killed: 0, refused: 0, lost: 0, twice: 0, foreign: 0, ...counts });
      assert.equal(given, received + found.early + found.dying + found.killed + found.refused + found.lost);
      assert.equal(faults.length, fault ? 1 : 0, faults.join('\n'));
      if (fault) assert.match(faults[0], fault);
    });
  }
});
