// Entry of dist/module/fallback.js: all commands and the reading of options where WebAssembly is missing or refused. The core is the
// same, turned into JavaScript by the build.

import { first, names, protecting } from 'crumbless:commands';
import { begin } from 'crumbless:core';
import { attach } from '../bridge/host.js';
import { measuredBy } from '../full/measuring.js';
import { createMatomo } from '../page/facade.js';
import { loadEngagement } from './parts.js';
import { whole } from './whole.js';

export { readOptions } from './read-options.js';

const commands = names.split(' ');
let engine;

/** @returns {import('./core-engine.js').Engine} the same each time */
export function start() {
  return engine ||= whole(createMatomo(() => {
    const core = begin();
    attach(core.memory);
    return core;
  }, commands, first, protecting.split(' '), [], undefined, undefined, measuredBy(loadEngagement)), commands.slice(0, first));
}
