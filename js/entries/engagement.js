// Entry of dist/matomo.engagement.js: what measures engagement, for the full file or the fallback that asks for it.

import { measures } from '../engagement/measures.js';
import { logError } from '../page/console.js';
import { currentScript } from '../page/script-element.js';

const own = currentScript();
if (typeof own?.crumbless == 'function') {
  own.onload = null;
  own.crumbless(CRUMBLESS_BUILD, measures);
} else {
  logError('Crumbless: matomo.engagement.js does nothing alone: remove its element, matomo.js loads it where a page needs it');
}
