// Lists by loops alone: libraries older than a method of the language have given arrays one of their own under its name, which returns
// another thing (Prototype's `entries`), or is not there at all. What ECMAScript 3 had nobody replaced by anything else.

const { hasOwnProperty } = Object.prototype;

/** As `map`, `find`, `indexOf`, `includes` and `filter` do. */
export function mapped(list, work) {
  const all = [];
  for (let index = 0; index < list.length; index += 1) all[index] = work(list[index], index);
  return all;
}
export function findIn(list, isWanted) {
  for (let index = 0; index < list.length; index += 1) if (isWanted(list[index])) return list[index];
  return undefined;
}
export function placeOf(list, wanted) {
  for (let index = 0; index < list.length; index += 1) if (list[index] === wanted) return index;
  return -1;
}
export const isIn = (list, wanted) => findIn(list, (one) => one === wanted) !== undefined;
export function those(list, areWanted) {
  const all = [];
  for (let index = 0; index < list.length; index += 1) if (areWanted(list[index])) all[all.length] = list[index];
  return all;
}

/** The names of what an object has itself: of what a page put on the prototypes there is nothing. */
export function keysOf(object) {
  const names = [];
  for (const name in object) if (hasOwnProperty.call(object, name)) names[names.length] = name;
  return names;
}

/** As `Object.assign` does. */
export function assigned(target, members) {
  for (const name of keysOf(members)) target[name] = members[name];
  return target;
}

export const trimmed = (text) => text?.replace(/^\s+|\s+$/g, '');
