// Entry of dist/module/engagement.js: what measures engagement, for the full file or the fallback that asks for it.

export { measures } from '../engagement/measures.js';
export const build = CRUMBLESS_BUILD;
