// Entry of dist/matomo.fallback.js: the whole tracker for browsers and policies that refuse WebAssembly. The core is the same,
// turned into JavaScript by the build. js/entries/embedded.js asks for it, and it goes on with the queue where that left it.

import { first, names, protecting } from 'crumbless:commands';
import { begin } from 'crumbless:core';
import { engagementFile } from '../full/engagement-file.js';
import { measuredBy } from '../full/measuring.js';
import { readAttributes } from '../page/attributes.js';
import { createMatomo } from '../page/facade.js';
import { attach } from '../bridge/host.js';
import { forEachSafely } from '../page/queue.js';
import { configuringScript, currentScript } from '../page/script-element.js';
import { start } from '../page/start.js';

const commands = names.split(' ');
const protectingNames = protecting.split(' ');
const own = currentScript();
const script = configuringScript(own);
const unreadable = readAttributes(script, commands, protectingNames);
forEachSafely([begin], () => {
  start(() => createMatomo(() => {
    const core = begin();
    attach(core.memory);
    return core;
  }, commands, first, protectingNames, unreadable, undefined, undefined, measuredBy(engagementFile(own, script))));
});
