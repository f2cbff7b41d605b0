/** Runs lives in one browser, several at a time, and hands back what the pages noted down. */
import { setTimeout } from 'node:timers/promises';
import { refusedTwice } from './lives-judge.mjs';
import { quietPage, lifePage, TELL, TOLD } from './lives-page.mjs';
import { trapStorage } from '../../vectors/player/storage-trap.mjs';

const CONTEXTS = 4;
const TABS = 3;

/** How long a page may take to do what it was made for, on a busy machine, in milliseconds. */
const TIMEOUT_MS = 60_000;

/**
 * @typedef {object} Life
 * @property {import('./lives-plan.mjs').Plan} plan
 * @property {import('./lives-page.mjs').Note[]} notes in the page's order
 * @property {boolean} [isComplete] of a page that stays: all had arrived while it was there
 */

/**
 * @param {object} options
 * @param {import('playwright-core').Browser} options.browser
 * @param {import('./fault-site.mjs').FaultSite} options.site
 * @param {import('./lives-plan.mjs').Plan[]} options.plans
 * @param {boolean} options.trap whether uses of storage are written down
 * @param {number} options.patience for hits of pages that stay, in milliseconds since the last request
 * @returns {Promise<{lives: Life[], errors: string[], accesses: object[], cookies: object[]}>}
 */
export async function runLives({ browser, site, plans, trap, patience }) {
  const crowd = new Crowd(site, plans);
  const waiting = [...plans];
  const contexts = await Promise.all(Array.from({ length: CONTEXTS }, () => browser.newContext()));
  const outcome = { lives: [...crowd.lives.values()], errors: [], accesses: [], cookies: [] };
  const accesses = [];
  const open = async (context) => {
    const tab = await openTab(context, crowd);
    if (trap) accesses.push(await trapStorage(tab.page, site));
    return tab;
  };
  for (const context of contexts) context.on('weberror', (error) => outcome.errors.push(String(error.error())));
  const worker = async (context) => {
    let tab = await open(context);
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      await (plan.end ? crowd.live(tab, plan) : crowd.stay(tab, plan, patience));
      if (tab.page.isClosed()) tab = await open(context);
    }
    await tab.page.close();
  };
  await Promise.all(contexts.flatMap((context) => Array.from({ length: TABS }, () => worker(context))));
  for (const context of contexts) {
    await drain(context, site);
    outcome.cookies.push(...(await context.cookies()));
    await context.close();
  }
  outcome.accesses = accesses.flatMap((list) => list());
  for (const { notes } of outcome.lives) outcome.errors.push(...notes.filter(({ kind }) => kind === 'error').map(({ text }) => text));
  return outcome;
}

/** A page, and the debugger's connection to it: Playwright would take a page that leaves by itself for a mistake of the test. */
async function openTab(context, crowd) {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: TELL });
  session.on('Runtime.bindingCalled', ({ name, payload }) => name === TELL && crowd.hear(payload));
  return { page, go: (url) => session.send('Page.navigate', { url }) };
}

/**
 * Resolves when nothing more can come from the context's pages, which are gone. The network takes requests in the order in which
 * they were made, six at a time: when one that was made after their end had a response, and then no request is open, theirs were
 * over too.
 */
async function drain(context, site) {
  const page = await context.newPage();
  await page.goto(`http://${site.self}/drain`);
  for (let round = 0; round < 3; round += 1) {
    // Of no urgency either, so that it goes past none of theirs.
    await page.evaluate(() => fetch('/drain', { method: 'POST', mode: 'no-cors', keepalive: true, priority: 'low' }));
    await site.idle();
  }
  await page.close();
}

/** A page that may not be stored would not come back as it was. */
function kept(body) {
  return { type: 'text/html; charset=utf-8', body, headers: { 'Cache-Control': 'no-cache' } };
}

/** The full file, as late as it is planned. */
async function fullFile(site, rest) {
  if (!rest || rest.comes === null) return { type: 'text/plain', body: 'Not found', status: 404 };
  await setTimeout(rest.comes);
  return site.served('/matomo.full.js');
}

/** The lives of a run, and what is heard of them. */
class Crowd {
  /** @type {Map<string, Life>} */
  lives = new Map();
  #arrivals = new Map();

  constructor(site, plans) {
    this.site = site;
    for (const plan of plans) {
      this.lives.set(plan.life, { plan, notes: [] });
      const page = lifePage(plan, site);
      const quiet = (times) => quietPage(plan.life, site, plan.end?.how === 'forth' && times);
      site.serve(`/after/${plan.life}`, () => kept(quiet(false)));
      site.serve(`/before/${plan.life}`, ({ times }) => kept(quiet(times)));
      // Only the first time: a page that is loaded anew is another one.
      site.serve(`/life/${plan.life}`, ({ times }) => kept(times === 1 ? page : quiet(false)));
    }
    for (const { life, rest } of plans) site.serve(`/full/${life}`, () => fullFile(site, rest));
    site.serve(TOLD, ({ body }) => this.hear(body));
  }

  /** Takes notes, some of them for the second time. */
  hear(payload) {
    const { life, from, notes, arrived } = JSON.parse(payload);
    if (arrived) this.#arrivals.set(arrived, this.#arrived(arrived) + 1);
    else notes.forEach((note, index) => (this.lives.get(life).notes[from + index] ??= note));
    this.site.emit('change');
    return '';
  }

  #arrived(life) {
    return this.#arrivals.get(life) ?? 0;
  }

  #noted(life, kind) {
    return this.lives.get(life).notes.some((note) => note?.kind === kind);
  }

  /** One life, until another page is there in its place. */
  async live(tab, { life, end }) {
    const goesBack = end.how === 'back' || end.how === 'forth';
    const url = (name) => `http://${this.site.self}/${name}/${life}`;
    if (goesBack) {
      await tab.go(url('before'));
      await this.until(life, () => this.#arrived(life) === 1);
    }
    await tab.go(url('life'));
    const wanted = { back: 2, forth: 3, close: Infinity }[end.how] ?? 1;
    const isOver = () => this.#arrived(life) >= wanted || this.#noted(life, 'close');
    await this.until(life, isOver);
    if (this.#noted(life, 'close')) await tab.page.close();
  }

  /** A page that stays until everything has arrived or was given up, or nothing more comes. */
  async stay(tab, { life }, patience) {
    await tab.go(`http://${this.site.self}/life/${life}`);
    await this.until(life, () => this.#noted(life, 'all'));
    const given = this.lives.get(life).notes.filter((note) => note?.kind === 'gave').length;
    const isThere = () => this.site.hitsOf(life).length + refusedTwice(this.site.requestsOf(life)).length >= given;
    const requests = () => this.site.requestsOf(life).length;
    for (let had = requests(), goesOn = true; goesOn && !isThere(); had = requests()) {
      goesOn = await this.site.until(() => isThere() || requests() > had, patience);
    }
    this.lives.get(life).isComplete = isThere();
  }

  async until(life, condition) {
    if (await this.site.until(condition, TIMEOUT_MS)) return;
    throw new Error(`${life} did not come to its end: ${JSON.stringify(this.lives.get(life).notes.map((note) => note?.kind))}`);
  }
}
