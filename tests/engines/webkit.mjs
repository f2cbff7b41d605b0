/**
 * Where the system's WebKitGTK is and how tests start it: its MiniBrowser, driven by its WebKitWebDriver over WebDriver
 * (https://www.w3.org/TR/webdriver2/). What the tests ask of a browser of Playwright's is served here in the same words. It needs
 * a display: `xvfb-run` gives one.
 *
 * @module
 */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { Builder } from 'selenium-webdriver';
import { findProgram } from '../../cli/lib/programs.mjs';
import { freePort } from '../support/free-port.mjs';
import { forget } from '../vectors/player/early.mjs';
import { Page } from './webkit-page.mjs';

const LIBRARIES = '/usr/lib';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15';
const POLL_MS = 50;
const INSTALL = 'run `apt-get install webkit2gtk-driver xvfb xauth`';

/**
 * Paths of the driver and of the browser that comes with it. `WEBKIT_DRIVER` and `MINIBROWSER` name others.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{driver: string, browser: string}}
 */
export function findWebKit(env = process.env) {
  const driver = env.WEBKIT_DRIVER || findProgram(['WebKitWebDriver'], ['/usr/bin/WebKitWebDriver'], env);
  const browser = env.MINIBROWSER || miniBrowser();
  if (!driver || !browser) throw new Error(`WebKitGTK and its driver cannot be found: ${INSTALL}.`);
  return { driver, browser };
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} the path of what gives a display to a program
 */
export function findDisplay(env = process.env) {
  const [found, xauth] = ['xvfb-run', 'xauth'].map((name) => findProgram([name], [`/usr/bin/${name}`], env));
  if (!found || !xauth) throw new Error(`A display for WebKitGTK (xvfb-run, xauth) cannot be found: ${INSTALL}.`);
  return found;
}

/** Debian keeps it in a folder of the machine's kind and the library's version. */
function miniBrowser() {
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES).filter((name) => name.endsWith('-linux-gnu')) : [];
  const within = folders.flatMap((folder) => readdirSync(`${LIBRARIES}/${folder}`).filter((name) => /^webkit/.test(name)).map((name) => `${LIBRARIES}/${folder}/${name}/MiniBrowser`));
  return within.sort().find((file) => existsSync(file));
}

/** @returns {Promise<import('playwright-core').Browser>} as far as the tests use one */
export async function launch() {
  findWebKit();
  if (!process.env.DISPLAY) throw new Error('WebKitGTK needs a display: run it by `xvfb-run -a`.');
  return new Browser();
}

/** Contexts that know nothing of each other: each has a driver and a browser process. */
class Browser extends EventEmitter {
  #contexts = new Set();
  #version = '';

  async newContext(options = {}) {
    const context = new Context(options, {
      onStart: (version) => (this.#version = version),
      onEnd: () => this.#contexts.delete(context),
    });
    this.#contexts.add(context);
    return context;
  }

  async newPage() {
    return (await this.newContext()).newPage();
  }

  isConnected() {
    return true;
  }

  /** Known once it has shown a page. */
  version() {
    return this.#version;
  }

  async close() {
    await Promise.all([...this.#contexts].map((context) => context.close()));
  }
}

let contexts = 0;

class Context {
  #options;
  #onStart;
  #onEnd;
  #process;
  #driver;
  #page;
  #name = `${process.pid}-${(contexts += 1)}`;
  #cookies = [];

  constructor(options, { onStart, onEnd }) {
    this.#options = options;
    this.#onStart = onStart;
    this.#onEnd = onEnd;
  }

  async newPage() {
    if (this.#page) throw new Error('A context of WebKitGTK has one page.');
    const { driver, browser } = findWebKit();
    const port = await freePort();
    this.#process = spawn(driver, [`--port=${port}`], { stdio: 'ignore' });
    await untilOpen(port);
    this.#driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .disableEnvironmentOverrides()
      .withCapabilities({
        browserName: 'MiniBrowser',
        'webkitgtk:browserOptions': {
          binary: browser,
          args: ['--automation', `--user-agent=${AGENT} Context/${this.#name}`],
        },
      })
      .build();
    this.#onStart((await this.#driver.getCapabilities()).getBrowserVersion());
    // A bound for scripts is a timer in the page, whose clock a test may put forward.
    await this.#driver.manage().setTimeouts({ script: null, pageLoad: 60_000 });
    this.#page = new Page({ driver: this.#driver, context: this, name: this.#name, cookies: this.#cookies });
    const { width, height } = this.#options.viewport ?? {};
    if (width) await this.#page.setViewport(width, height);
    return this.#page;
  }

  async addCookies(cookies) {
    this.#cookies.push(...cookies);
  }

  async cookies() {
    return this.#driver.manage().getCookies();
  }

  async close() {
    this.#onEnd();
    forget(this.#name);
    if (!this.#process) return;
    await this.#driver?.quit().catch(() => {}); // A page that hangs does not respond.
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    if (this.#process.exitCode === null && this.#process.signalCode === null) await ended;
    this.#process = undefined;
  }
}

async function untilOpen(port) {
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await delay(POLL_MS);
  }
}
