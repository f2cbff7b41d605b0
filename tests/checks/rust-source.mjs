/**
 * Just enough reading of Rust to know which modules a file names: comments and literals are no code, `use` trees are taken apart,
 * `super` is followed. It does not expand macros and does not need to: a macro's own paths begin with `$crate`.
 *
 * @module
 */

const TOKEN = new RegExp(
  [
    String.raw`(?<skip>\s+|//[^\n]*)`,
    String.raw`(?<block>/\*)`,
    String.raw`(?<raw>[bc]?r(?<hashes>#*)"[^]*?"\k<hashes>)`,
    String.raw`(?<text>[bc]?"(?:[^"\\]|\\[^])*")`,
    String.raw`(?<char>b?'(?:[^'\\]|\\(?:u\{[^}]*\}|x..|.))')`,
    String.raw`(?<lifetime>'[A-Za-z_]\w*)`,
    String.raw`(?<word>(?:r#)?[A-Za-z_]\w*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<sign>::|[^])`,
  ].join('|'),
  'yu',
);

/** @typedef {{text: string, word: boolean, line: number}} Token */

/**
 * @param {string} source
 * @returns {Token[]} words and signs with their lines; comments, literals and lifetimes are left out
 */
export function tokens(source) {
  const found = [];
  let line = 1;
  let at = 0;
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(source);
    const end = match.groups.block ? endOfBlockComment(source, at) : TOKEN.lastIndex;
    const { word, sign } = match.groups;
    if (word || sign) found.push({ text: word ?? sign, word: word !== undefined, line });
    line += source.slice(at, end).split('\n').length - 1;
    at = end;
  }
  return found;
}

/**
 * Every path that a module names from the crate's root, from itself or from a parent.
 *
 * @param {string} source
 * @param {string[]} module where the source stands, `['text', 'region']` for src/text/region.rs
 * @returns {{path: string[], line: number}[]} resolved from the crate's root; `*` stands for all of a module
 */
export function modulePaths(source, module) {
  const code = tokens(source);
  const paths = [];
  const inline = []; // names of the `mod name {` that we are in; undefined for any other brace
  for (let index = 0; index < code.length; index += 1) {
    const { text, line } = code[index];
    if (text === '{') inline.push(code[index - 2]?.text === 'mod' ? code[index - 1].text : undefined);
    else if (text === '}') inline.pop();
    else if (['crate', 'super', 'self'].includes(text) && code[index + 1]?.text === '::' && code[index - 1]?.text !== '::') {
      const here = [...module, ...inline.filter((name) => name !== undefined)];
      const tree = readTree(code, index);
      for (const path of tree.paths) paths.push({ path: resolve(path, here), line });
      index = tree.end - 1;
    }
  }
  return paths;
}

/** Reads `a::b::{c, d::*} as e` from a place on. */
function readTree(code, start) {
  if (code[start].text === '{') {
    let at = start + 1;
    const paths = [];
    while (code[at] && code[at].text !== '}') {
      const part = readTree(code, at);
      paths.push(...part.paths);
      at = part.end + (code[part.end]?.text === ',' ? 1 : 0);
    }
    return { paths, end: at + 1 };
  }
  const name = code[start].text;
  if (code[start + 1]?.text === '::' && continuesPath(code[start + 2])) {
    const rest = readTree(code, start + 2);
    return { paths: rest.paths.map((path) => [name, ...path]), end: rest.end };
  }
  const renamed = code[start + 1]?.text === 'as' ? 2 : 0;
  return { paths: [[name]], end: start + 1 + renamed };
}

/** After `::` in an expression may come `<`, for a generic argument, which is no part of the path. */
function continuesPath(token) {
  return token !== undefined && (token.word || token.text === '{' || token.text === '*');
}

function resolve([first, ...rest], here) {
  let base = first === 'crate' ? [] : first === 'super' ? here.slice(0, -1) : here;
  while (rest[0] === 'super') {
    base = base.slice(0, -1);
    rest = rest.slice(1);
  }
  return [...base, ...rest.filter((name) => name !== 'self')];
}

function endOfBlockComment(source, start) {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const pair = source.slice(at, at + 2);
    if (pair === '/*') depth += 1;
    if (pair === '*/') depth -= 1;
    if (pair === '/*' || pair === '*/') at += 1;
    if (depth === 0) return at + 1;
  }
  return source.length;
}
