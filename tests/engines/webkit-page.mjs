/**
 * A page of WebKitGTK in the words of Playwright's `Page`, as far as the tests use them.
 *
 * @module
 */
import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Button, Key, error as errors } from 'selenium-webdriver';
import { earlyOf } from '../vectors/player/early.mjs';
import { keepConsole } from './in-page.mjs';
import { Clock } from './webkit-clock.mjs';

const POLL_MS = 50;
const PATIENCE_MS = 60_000;
const SILENCE_MS = 5000;
const BUTTONS = { left: Button.LEFT, middle: Button.MIDDLE, right: Button.RIGHT };
const KEYS = { Control: Key.CONTROL, Shift: Key.SHIFT, Alt: Key.ALT, Meta: Key.META, Enter: Key.ENTER, Tab: Key.TAB, Space: Key.SPACE, ArrowDown: Key.ARROW_DOWN };

export class Page extends EventEmitter {
  /** Whether there is a document of a test. */
  isOpen = false;
  clock;

  #driver;
  #context;
  #early;
  #cookies;

  constructor({ driver, context, name, cookies }) {
    super();
    this.#driver = driver;
    this.#context = context;
    this.#early = earlyOf(name);
    this.#early.push(call(keepConsole));
    this.clock = new Clock(this, this.#early);
    this.#cookies = cookies;
  }

  context() {
    return this.#context;
  }

  async setViewport(width, height) {
    const window = this.#driver.manage().window();
    await window.setRect({ width, height });
    const [innerWidth, innerHeight] = await this.#driver.executeScript('return [innerWidth, innerHeight]');
    await window.setRect({ width: 2 * width - innerWidth, height: 2 * height - innerHeight });
  }

  async addInitScript(script, argument) {
    this.#early.push(script.content ?? call(script, argument));
  }

  async goto(url) {
    await this.#setCookies(url);
    await this.#hear(); // Nobody can ask a document that has gone.
    await this.#driver.get(url);
    this.isOpen = true;
    await this.#hear();
  }

  /** Tells what the page has said since it was asked last. */
  async #hear() {
    if (!this.isOpen) return;
    const said = await this.#driver.executeScript('return window.__said?.()').catch(unlessGone);
    for (const { type, name, text } of said ?? []) {
      if (type === 'pageerror') this.emit(type, Object.assign(new Error(text), { name }));
      else this.emit('console', { type: () => type, text: () => text });
    }
  }

  /** WebDriver sets those of the page that is open alone. */
  async #setCookies(url) {
    const cookies = this.#cookies.splice(0);
    if (cookies.length === 0) return;
    await this.#driver.get(new URL('/robots.txt', url).href);
    for (const { name, value } of cookies) await this.#driver.manage().addCookie({ name, value });
  }

  async evaluate(script, argument) {
    const [state, value] = await this.#driver.executeScript(begin(script), argument ?? null);
    const result = state === 'value' ? value ?? undefined : await this.#settled(value);
    await this.#hear();
    return result;
  }

  /** It is asked for again and again: the driver waits without a bound. */
  async #settled(number) {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(POLL_MS / 5)) {
      const { state, value } = await this.#driver.executeScript('return window.__pending[arguments[0]]', number);
      if (state === 'error') throw new Error(value);
      if (state === 'value') return value ?? undefined;
    }
    throw new Error(`A script's promise was not kept within ${PATIENCE_MS / 1000} s.`);
  }

  async $eval(selector, script, argument) {
    return this.#driver.executeScript(`return (${script})(arguments[0], arguments[1]);`, await this.#find(selector), argument);
  }

  /** Also in open shadow roots, as Playwright finds. */
  async #find(selector) {
    const element = await this.#driver.executeScript(`return (${findDeep})(document, arguments[0]);`, selector);
    if (!element) throw new Error(`There is no ${selector}.`);
    return element;
  }

  async click(selector, { button = 'left', modifiers = [] } = {}) {
    const element = await this.#find(selector);
    if (button === 'left' && modifiers.length === 0) return element.click();
    let actions = this.#driver.actions();
    for (const modifier of modifiers) actions = actions.keyDown(KEYS[modifier]);
    actions = actions.move({ origin: element }).press(BUTTONS[button]).release(BUTTONS[button]);
    for (const modifier of modifiers) actions = actions.keyUp(KEYS[modifier]);
    return actions.perform();
  }

  async press(selector, key) {
    const element = await this.#find(selector);
    await this.#driver.executeScript('arguments[0].focus()', element);
    await this.#driver.actions().sendKeys(KEYS[key] ?? key).perform();
  }

  async waitForFunction(script, argument) {
    return this.#until(() => this.evaluate(script, argument), `waitForFunction: ${script}`);
  }

  async waitForURL(wanted) {
    const fits = typeof wanted === 'function' ? (url) => wanted(new URL(url)) : (url) => matches(wanted, url);
    await this.#until(async () => fits(await this.#driver.getCurrentUrl()), `waitForURL: ${wanted}`);
    await this.waitForFunction("document.readyState === 'complete'");
  }

  async #until(question, title) {
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await delay(POLL_MS)) {
      const reply = await question().catch(unlessGone);
      if (reply) return reply;
    }
    throw new Error(`${title}: nothing within ${PATIENCE_MS / 1000} s`);
  }

  /**
   * @param {'console' | 'domcontentloaded'} event
   * @param {(message: object) => boolean} [isWanted]
   */
  async waitForEvent(event, isWanted = () => true) {
    if (event === 'domcontentloaded') return this.#untilNextDocument();
    let found;
    const listen = (message) => {
      if (isWanted(message)) found ??= message;
    };
    this.on(event, listen);
    try {
      return await this.#until(async () => {
        await this.#hear();
        return found;
      }, `waitForEvent: ${event}`);
    } finally {
      this.off(event, listen);
    }
  }

  async #untilNextDocument() {
    await this.#driver.executeScript('window.__isOld = true');
    await this.#until(() => bounded(this.#driver.executeScript("return !window.__isOld && document.readyState !== 'loading'")), 'waitForEvent: domcontentloaded');
  }

  async waitForTimeout(time) {
    await delay(time);
  }

  async goBack() {
    await this.#driver.navigate().back();
  }

  async reload() {
    await this.#driver.navigate().refresh();
  }

  async title() {
    return this.#driver.getTitle();
  }

  async content() {
    return this.#driver.getPageSource();
  }

  url() {
    throw new Error('WebDriver has to be asked for the address: await page.evaluate(() => location.href).');
  }
}

/** What a page is asked while it goes, the driver may never answer: then it is asked anew. */
function bounded(reply) {
  const silence = delay(SILENCE_MS, undefined, { ref: false }).then(() => { throw new errors.WebDriverError('no answer'); });
  return Promise.race([reply, silence]);
}

/** The page may be about to go. */
function unlessGone(error) {
  if (!(error instanceof errors.WebDriverError)) throw error;
}

const call = (script, argument) => `(${script})(${argument === undefined ? '' : JSON.stringify(argument)});`;

/** An address, an expression, or a pattern whose stars stand for any letters. */
function matches(wanted, url) {
  if (wanted instanceof RegExp) return wanted.test(url);
  const parts = wanted.split('**').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*'));
  return new RegExp(`^${parts.join('.*')}$`).test(url);
}

/** Runs in the page. */
function findDeep(root, selector) {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const inside = shadowRoot && findDeep(shadowRoot, selector);
    if (inside) return inside;
  }
  return null;
}

/** A script's value, or the number of what it has promised. */
function begin(script) {
  const value = typeof script === 'function' ? `(${script})(arguments[0] ?? undefined)` : asExpression(String(script));
  return `const value = ${value};
    if (typeof value?.then !== 'function') return ['value', value];
    const pending = { state: 'promise' };
    value.then((value) => Object.assign(pending, { state: 'value', value }), (error) => Object.assign(pending, { state: 'error', value: String(error) }));
    window.__pending ??= [];
    return ['promise', window.__pending.push(pending) - 1];`;
}

function asExpression(script) {
  try {
    new Function(`(${script}\n)`);
    return `(${script}\n)`;
  } catch {
    return `(() => { ${script}\n })()`; // Statements say nothing.
  }
}
