/** Every name by which the tracker could ask the page for something, taken from its sources: a new one is in the list by itself. */
import { readFileSync } from 'node:fs';
import { filesIn } from '../../../scripts/build/inputs.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';

const WORD = /[A-Za-z_$][\w$]*/g;
const COMMENT = /\/\*[^]*?\*\/|(?<!:)\/\/.*/g;
const LITERAL = /"[\w.$]+"/g;

/** All words of the shim, and all that the core's literals are made of: paths such as `document.title` are among them. */
export const NAMES = Object.freeze([...new Set([...wordsIn('js', /\.js$/), ...wordsIn('src', /\.rs$/, LITERAL)])].sort());

/** The names that are asked of the window and need not be its own. */
export const WINDOW_NAMES = Object.freeze(
  [...textsIn('js', /\.js$/)].flatMap((text) => [...text.matchAll(/\bwindow\.(\w+)|\bmember\(window, '(\w+)'\)|'(\w+Init)'/g)].map(([, ...names]) => names.find(Boolean))),
);

function wordsIn(folder, ending, parts = /[^]+/g) {
  return [...textsIn(folder, ending)].flatMap((text) => (text.match(parts) ?? []).flatMap((part) => part.match(WORD) ?? []));
}

function textsIn(folder, ending) {
  return filesIn(fromRoot(folder)).filter((file) => ending.test(file)).map((file) => readFileSync(file, 'utf8').replace(COMMENT, ''));
}
