/**
 * Which version a file of ours is, whether it is what this package has under that name, and whether files belong together.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DIST, readTracker, recognise, TRACKERS, WEBSITE_FILES } from './files.mjs';
import { readMark } from './mark.mjs';
import { clean } from './text.mjs';

/** The version of the package that runs. */
export const OWN_VERSION = JSON.parse(readFileSync(fileURLToPath(new URL('../../package.json', import.meta.url)), 'utf8')).version;

/** Endings that tell a file of the module from others of that name. */
const MODULE_NAME = /^[\w-]+\.c?js$/;

/**
 * @typedef {object} Found a file of ours, or one that should be
 * @property {string} place path or address
 * @property {string} name without folders
 * @property {string} group what it stands next to
 * @property {Buffer} bytes
 *
 * @typedef {Found & {kind: string, version: string | null, build: string | null, state: State, says: string}} Examined
 *
 * @typedef {'same' | 'older' | 'newer' | 'changed' | 'bundle' | 'foreign'} State compared with this package
 */

/**
 * @param {Found} file
 * @returns {Examined}
 */
export function examine(file) {
  const mark = readMark(file.bytes);
  const kind = mark?.kind ?? recognise(file.bytes);
  const { version = null, build = null } = mark ?? {};
  const state = stateOf(file, kind, version, build);
  const own = state === 'same' ? ` ${ownNames(file, kind).find((name) => isSame(file.bytes, name, kind))}` : '';
  return { ...file, kind, version, build, state, says: `${SAYS[state]}${own}${kind === 'bundle' && state !== 'bundle' ? ', with plugins' : ''}` };
}

const SAYS = {
  same: "this package's",
  older: 'older than this package',
  newer: 'newer than this package',
  changed: 'this version, but other bytes',
  bundle: 'this build, with plugins',
  foreign: 'not a file of crumbless with a version',
};

function stateOf(file, kind, version, build) {
  if (version === null) return ['unmarked', 'unmarked bundle'].includes(kind) ? 'older' : 'foreign';
  const order = compareVersions(version, OWN_VERSION);
  if (order !== 0) return order < 0 ? 'older' : 'newer';
  if (kind === 'bundle') return build !== null && build === readMark(readTracker(TRACKERS[0])).build ? 'bundle' : 'changed';
  return ownNames(file, kind).some((name) => isSame(file.bytes, name, kind)) ? 'same' : 'changed';
}

/** A website may have any name for a file; under one of ours it has to be that file. */
function ownNames({ name }, kind) {
  if (kind === 'module') return MODULE_NAME.test(name) ? [name] : [];
  return WEBSITE_FILES.includes(name) ? [name] : TRACKERS;
}

function isSame(bytes, name, kind) {
  if (kind !== 'module') return bytes.equals(readTracker(name));
  return ['module', 'inspect'].some((folder) => {
    try {
      return bytes.equals(readFileSync(path.join(DIST, folder, name)));
    } catch {
      return false; // there is no such file
    }
  });
}

/**
 * @param {Examined[]} files
 * @returns {{problems: string[], notes: string[]}} sentences
 */
export function summary(files) {
  const is = (state) => files.filter((file) => file.state === state);
  const mixed = grouped(files).filter((group) => new Set(group.map(({ version, build }) => `${version} ${build}`)).size > 1);
  return {
    problems: [
      ...is('older').map(({ place, version }) => `${clean(place)} is ${version === null ? 'from before files had a version' : clean(version)}, this package is ${OWN_VERSION}: replace it, with the files next to it, by \`npx crumbless copy\`.`),
      ...is('changed').map(({ place, kind }) => `${clean(place)} says that it is ${OWN_VERSION}, but ${kind === 'bundle' ? 'is of another build: run `npx crumbless bundle` again.' : 'is not the file of this package: it was built from other sources, or something changes it (an editor, a build tool, a CDN). Copy it again with `npx crumbless copy`.'}`),
      ...is('foreign').map(({ place, kind }) => `${clean(place)} is ${kind === 'matomo' ? "Matomo's own tracker" : 'not a tracker file of crumbless'}: look at what is there.`),
      ...mixed.map((group) => `${group.map(({ place, version, build }) => `${clean(place)} (${clean(version)}${build ? `, build ${build}` : ''})`).join(' and ')} are of different builds, which refuse each other: copy all of them again with \`npx crumbless copy\`.`),
    ],
    notes: is('newer').length > 0 ? [`${is('newer').map(({ place }) => clean(place)).join(', ')}: newer than this package (${OWN_VERSION}). Use \`npx crumbless@latest outdated\`.`] : [],
  };
}

/** Files of which each loads the others. What has no version of ours is a problem by itself. */
function grouped(files) {
  const groups = new Map();
  for (const file of files.filter(({ version, kind }) => version !== null && kind !== 'module')) groups.set(file.group, [...(groups.get(file.group) ?? []), file]);
  return [...groups.values()];
}

/**
 * The order of Semantic Versioning (https://semver.org/#spec-item-11).
 *
 * @param {string} one
 * @param {string} other
 * @returns {number} below 0 if the first is older
 */
export function compareVersions(one, other) {
  const [[core, before], [otherCore, otherBefore]] = [one, other].map((version) => /^([^+-]*)-?([^+]*)/.exec(version).slice(1));
  const numbers = compareParts(core, otherCore);
  if (numbers !== 0 || before === otherBefore) return numbers;
  // What comes before a release has a suffix.
  if (before === '' || otherBefore === '') return before === '' ? 1 : -1;
  return compareParts(before, otherBefore);
}

function compareParts(one, other) {
  const [parts, others] = [one, other].map((text) => text.split('.'));
  for (let at = 0; at < Math.max(parts.length, others.length); at += 1) {
    const order = comparePart(parts[at], others[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(one, other) {
  if (one === other) return 0;
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
  const areNumbers = [one, other].map((part) => /^\d+$/.test(part));
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? -1 : 1;
  if (!areNumbers[0]) return one < other ? -1 : 1;
  const [a, b] = [BigInt(one), BigInt(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}
