/** A world whose collector fails when it is told to, with pages whose clock can be put forward. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { launch } from '../../engines/engines.mjs';
import { leave } from '../../vectors/player/replay.mjs';
import { ARRIVAL_TIMEOUT } from '../../vectors/player/site.mjs';
import { startFaultSite } from './fault-site.mjs';
import { kind, TRACKER, World } from './world.mjs';

/** Longer than anything waits to be sent again. */
const LONG = 600_000;

/** Some turns of the page, in milliseconds, and next to nothing beside the pauses of the tracker. */
const TURNS = 10;

const STEP = 5000;

/** @returns {FaultWorld} */
export function startFaultWorld() {
  const world = new FaultWorld();
  before(() => world.start());
  after(() => world.stop());
  return world;
}

class FaultWorld extends World {
  async start() {
    this.site = await startFaultSite({ tracker: TRACKER });
    this.browser = await launch();
  }

  /**
   * A page with the snippet before a server that does what is said with its requests, one after the other.
   *
   * @param {Pick<import('node:test').TestContext, 'after'>} t
   * @param {import('./fault-site.mjs').Fate[]} fates
   * @param {object} [parts] as of `visit`
   */
  async open(t, fates, parts = {}) {
    const visit = await this.visit(t, {
      paq: [['trackPageView']],
      ...parts,
      init: countOutcomes,
      before(own) {
        own.site.plan(own.run, ...fates);
        parts.before?.(own);
      },
      async prepare(page) {
        await page.clock.install();
        await parts.prepare?.(page);
      },
    });
    return Object.assign(new FaultVisit(), { visit, page: visit.page, site: this.site });
  }
}

class FaultVisit {
  /** Every request of the page: what became of it, then its hits. */
  get story() {
    return this.site.requestsOf(this.visit.run).map(({ fate, hits }) => [fate, ...hits.map(kind)]);
  }

  /** Gives events, each in a turn of its own. */
  async give(...names) {
    for (const name of names) await this.visit.push(['trackEvent', 'Fault', name]);
  }

  /** Waits until the page knows of so many outcomes of what it has sent by `fetch`, failures among them, and has taken them in. */
  async outcomes(count) {
    await this.page.waitForFunction((wanted) => window.outcomes >= wanted, count);
    await this.page.clock.runFor(TURNS);
  }

  /** Waits until the first hit has arrived, and the page knows. */
  async hasBegun() {
    await this.arrived(1);
    await this.outcomes(1);
  }

  /** From now on the page's clock stands still, and this event has been sent: the request of this number, which ends as planned. */
  async giveAlone(name, number) {
    await this.stopClock();
    await this.give(name);
    await this.skip(0);
    await this.outcomes(number);
  }

  /** Waits until the server had so many requests. */
  async requests(count) {
    const had = await this.site.until(() => this.site.requestsOf(this.visit.run).length >= count, ARRIVAL_TIMEOUT);
    assert.ok(had, `waited for ${count} requests, had ${JSON.stringify(this.story)}`);
  }

  /** The page is in view again, behind `hide`. */
  show() {
    return this.page.evaluate(() => {
      delete document.visibilityState;
      delete document.hidden;
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
  }

  /** Stops the page's clock, which `skip` puts forward. */
  stopClock() {
    return this.page.clock.pauseAt(Date.now() + 3_600_000);
  }

  /** Puts the page's clock forward, and what it was due to send is with the server or was refused. */
  async skip(milliseconds) {
    await this.page.clock.runFor(milliseconds);
    await this.page.evaluate(() => fetch('/skipped').catch(() => {}));
  }

  /** The same in steps that are shorter than a request may take without being doubted. */
  async pass(milliseconds) {
    for (let step = 0; step < milliseconds; step += STEP) await this.skip(STEP);
  }

  /** Hits that have arrived, once there are that many. */
  async arrived(count) {
    return (await this.visit.hits(count)).map(kind);
  }

  /** Nothing more comes however long the page stays, nor when it is left: these were all hits, in this order. */
  async isAll(...kinds) {
    assert.deepEqual(await this.settled(kinds.length), kinds, JSON.stringify(this.story));
    assert.deepEqual(this.visit.errors, []);
  }

  /** What has arrived when a page that had all the time there is has been left. */
  async settled(count) {
    await this.arrived(count);
    await this.skip(LONG);
    await leave(this.page, this.site);
    return this.arrived(count);
  }
}

/** Runs in the page. */
function countOutcomes() {
  const { fetch } = window;
  window.outcomes = 0;
  window.fetch = async (resource, options) => {
    try {
      return await fetch(resource, options);
    } finally {
      if (String(resource).includes('/matomo.php')) window.outcomes += 1;
    }
  };
}
