// Entry of the one-file trackers: the core as bytes in the file itself, started before the script's load event.

import { elsewhere, first, names, protecting } from 'crumbless:commands';
import { engagementFile } from '../full/engagement-file.js';
import { measuredBy } from '../full/measuring.js';
import { readAttributes } from '../page/attributes.js';
import { logError } from '../page/console.js';
import { member } from '../page/dom.js';
import { createMatomo } from '../page/facade.js';
import { instancesOf } from '../bridge/instances.js';
import { addScript, addressBeside } from '../page/own-files.js';
import { forEachSafely } from '../page/queue.js';
import { configuringScript, currentScript } from '../page/script-element.js';
import { start } from '../page/start.js';
import { createUpgrade } from '../page/upgrade.js';

const FULL_FILE = 'matomo.full.js';
const FALLBACK_FILE = 'matomo.fallback.js';
const OTHER_VERSION = FULL_FILE + ' is of another version';
// What plugins of Matomo leave for their start.
const PLUGINS_START = 'matomoPluginAsyncInit';

/** @param {string} wasm the module, a character a byte */
function load(wasm) {
  const own = currentScript();
  // In the full file: the tracker of the core file that asked for it.
  const asking = CRUMBLESS_FULL && typeof own?.crumbless?.whenStarted == 'function' && own.crumbless;
  if (!asking) return void run(wasm, own);
  own.onload = null; // The file is there: from here on it says itself what becomes of it.
  if (asking.build !== CRUMBLESS_BUILD) asking.fail(OTHER_VERSION);
  else asking.whenStarted(() => run(wasm, own, asking));
}

/** Starts the tracker: at once, or as soon as the browser has compiled the core. */
async function run(wasm, own, asking) {
  if (CRUMBLESS_FULL && asking) {
    if (asking.isOver()) return; // It got on without.
    if (!asking.core()) return void asking.fail(OTHER_VERSION);
  }
  const lacking = elsewhere ? elsewhere.split(' ') : [];
  const commands = [...names.split(' '), ...lacking];
  const script = configuringScript(own);
  const protectingNames = protecting.split(' ');
  const unreadable = asking ? [] : readAttributes(script, commands, protectingNames);
  const upgrade = CRUMBLESS_FULL ? undefined : createUpgrade((failed) => askForFull(own, script, upgrade, failed), lacking, protectingNames);
  // The full file comes while the core is compiled.
  if (!CRUMBLESS_FULL) askEarly(upgrade);
  try {
    // By base64 and back the browser's own code does it, where it can: in a function it takes ten times as long.
    const bytes = Uint8Array.fromBase64?.(btoa(wasm)) ?? new Uint8Array(wasm.length).map((zero, index) => wasm.charCodeAt(index));
    if (new Uint16Array(bytes.buffer).reduce((sum, pair) => sum * 31 + pair & 0xffffff, 0) !== CRUMBLESS_SUM) throw Error('checksum mismatch');
    let instances;
    try {
      instances = instancesOf(new WebAssembly.Module(bytes));
    } catch (refused) {
      // Only too much at once: all else is refused in any way, and reported each time.
      if (!(refused instanceof RangeError)) throw refused;
      instances = instancesOf(await WebAssembly.compile(bytes));
      await instances.prepare();
    }
    const create = () => createMatomo(instances.begin, commands, first, protectingNames, unreadable, upgrade, asking && asking.core(), CRUMBLESS_FULL ? measuredBy(engagementFile(own, script)) : undefined);
    if (asking) create();
    else start(create);
    if (!CRUMBLESS_FULL) upgrade.started();
  } catch (refused) {
    // Missing, forbidden by the page's policy, or damaged on the way.
    if (asking) asking.fail(`${FULL_FILE}: ${refused}`);
    else {
      upgrade?.end();
      askForFallback(own, script, refused);
    }
  }
}

/** Asks for the fallback, which is the whole tracker. */
function askForFallback(own, script, refused) {
  forEachSafely([0], () => {
    const url = addressBeside(FALLBACK_FILE, 'fallbackUrl', own, script);
    if (!url) {
      logError(`Crumbless: nothing is sent, because the core cannot run (${refused}) and nothing says where ${FALLBACK_FILE} is: give the script data-fallback-url, or load that file instead.`);
      return;
    }
    logError('Crumbless:', refused);
    addScript(url, own ?? script, () => logError(`Crumbless: nothing is sent, because ${url} cannot be loaded: put ${FALLBACK_FILE} there, or say where it is by data-fallback-url.`));
  });
}

/** Asks for the full file, which goes on with what this one has begun. */
function askForFull(own, script, upgrade, failed) {
  const url = addressBeside(FULL_FILE, 'fullUrl', own, script);
  const whereToPut = `put ${FULL_FILE} there, or say where it is by data-full-url`;
  if (forEachSafely([url], () => {
    if (url) addScript(url, own ?? script, () => failed(`${url} cannot be loaded: ${whereToPut}`), upgrade);
    else throw Error(`nothing says where ${FULL_FILE} is: give the script data-full-url`);
  })) failed(FULL_FILE);
}

/** Asks for the full file where the page shows from the start that it is needed. */
function askEarly(upgrade) {
  const rows = member(window, '_paq');
  for (let index = 0; index < rows?.length; index += 1) {
    try {
      const row = rows[index];
      if (typeof row != 'string' && upgrade.lacks(row[0], row)) upgrade.ask(row[0]);
    } catch {
      // No row: applying it says so.
    }
  }
  if (member(window, PLUGINS_START)) upgrade.ask(PLUGINS_START);
  // Matomo looks at the page, in its overlay or to see whether the tracker is there.
  if (/[?&]tracker_install_check=/.test(location.search) || window !== top && (/^Matomo_Overlay#/.test(window.name) || /startOverlaySession/.test(member(document, 'referrer')))) upgrade.ask('Matomo');
}

// The build puts the module here, at the very end: what stands together compresses better.
load(CRUMBLESS_WASM);
