// Entry of dist/matomo.fallback.js: the whole tracker for browsers and policies that refuse WebAssembly. The core is the same,
// turned into JavaScript by the build. js/embedded.js asks for it, and it goes on with the queue where that left it.

import { first, names, protecting } from 'crumbless:commands';
import { begin } from 'crumbless:core';
import { readAttributes } from './attributes.js';
import { configuringScript, currentScript } from './dom.js';
import { createMatomo } from './facade.js';
import { attach } from './host.js';
import { attemptEach } from './queue.js';
import { start } from './start.js';

const commands = names.split(' ');
const protectingNames = protecting.split(' ');
const unreadable = readAttributes(configuringScript(currentScript()), commands, protectingNames);
attemptEach([begin], () => {
  start(() => createMatomo(() => {
    const core = begin();
    attach(core.memory);
    return core;
  }, commands, first, protectingNames, unreadable));
});
