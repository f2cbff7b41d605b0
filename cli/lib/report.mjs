/**
 * What `crumbless check` prints.
 *
 * @module
 */
import { bytesText, clean, counted, escaped, table } from './text.mjs';

/**
 * @typedef {import('./visit.mjs').Visit} Visit
 * @typedef {ReturnType<typeof import('./findings.mjs').findings>} Findings
 * @typedef {ReturnType<typeof import('./judge.mjs').judge>} Verdict
 */

/**
 * @param {Visit} visit
 * @param {Findings} found
 * @param {Verdict} verdict
 * @param {boolean} withParameters
 * @returns {string}
 */
export function asText(visit, found, verdict, withParameters) {
  const { problems, notes } = verdict;
  return escaped([
    `${clean(visit.url)}${visit.status === null ? '' : ` (${visit.status})`}, “${clean(visit.state.title)}”`,
    '',
    ...section('Tracker', [...found.scripts.map(scriptLine), ...versionLine(visit.state)]),
    ...section(`Hits (${found.hits.length})`, found.hits.flatMap((hit, index) => hitLines(hit, index, withParameters))),
    ...section('Cookies', visit.cookies.map(({ name, domain }) => `${clean(name)} (${clean(domain)})`)),
    ...section('Storage', storageLines(visit.state.storage)),
    ...section('Blocked by the policy', visit.violations.map(({ directive, blocked }) => `${clean(blocked)} (${clean(directive)})`)),
    ...section('Console', visit.console.map(clean)),
    ...(notes.length > 0 ? section('Notes', notes) : []),
    ...(problems.length > 0 ? section(counted(problems.length, 'problem'), problems.map((text) => `✖ ${text}`)) : ['✔ No problems found.']),
  ].join('\n').trimEnd());
}

/**
 * @param {Visit} visit
 * @param {Findings} found
 * @param {Verdict} verdict
 * @returns {string}
 */
export function asJson(visit, { scripts, hits }, { problems, notes }) {
  const { url, status, cookies, violations, console: lines, state } = visit;
  const { title, version, trackers, storage } = state;
  return escaped(JSON.stringify({ page: { url, status, title, crumbless: version }, scripts, trackers, hits, cookies, storage, violations, console: lines, notes, problems }, null, 2));
}

function section(title, lines) {
  return [title, ...(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}`), ''];
}

const KINDS = {
  bundle: 'Crumbless, from the plugin for Matomo or from `crumbless bundle`',
  crumbless: 'Crumbless, not the file of this version',
  module: 'Crumbless, the ES module or a part of it',
  matomo: "Matomo's own tracker",
  other: 'not a tracker',
  missing: 'not loaded',
  unread: 'not checked',
};

function scriptLine({ url, kind, version, release, bytes }) {
  const name = release === null ? 'Crumbless' : `Crumbless ${clean(release)}`;
  const what = version ? `${name}, ${version}, this version` : KINDS[kind].replace('Crumbless', name);
  return `${clean(url)}: ${what}${bytes === null ? '' : `, ${bytesText(bytes)}`}`;
}

/** A page may say anything, so it is told apart from what the files say. */
function versionLine({ version }) {
  return version === null ? [] : [`Matomo.crumbless on the page: ${clean(version)}`];
}

function hitLines({ kind, title, receiver, site, status, failure, parameters, problems }, index, withParameters) {
  const outcome = failure ? `did not arrive: ${clean(failure)}` : status === null ? 'no response yet' : `status ${status}`;
  const rows = withParameters ? table(parameters.map(({ name, value, meaning }) => [clean(name), clean(value), clean(meaning)]), '     ') : [];
  return [
    `${index + 1}. ${kind.replaceAll('-', ' ')}: ${clean(title)}`,
    `     site ${clean(site) || 'unknown'} at ${clean(receiver)}, ${outcome}`,
    ...problems.map(({ severity, text }) => `     ${severity}: ${clean(text)}`),
    ...rows,
  ];
}

function storageLines(storage) {
  return Object.entries(storage).filter(([, names]) => names.length > 0).map(([place, names]) => `${place}: ${names.map(clean).join(', ')}`);
}
