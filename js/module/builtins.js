// What the glue of wasm-bindgen asks of the language while it reads options, without what pages may have replaced: the build of the
// ES module puts these in the place of `Object.entries` and `Number.isSafeInteger`.

import { keysOf, mapped } from '../page/lists.js';

const LARGEST = 2 ** 53 - 1;

export const entriesOf = (object) => mapped(keysOf(object), (name) => [name, object[name]]);
export const isSafeInteger = (value) => typeof value == 'number' && value % 1 === 0 && value <= LARGEST && value >= -LARGEST;
