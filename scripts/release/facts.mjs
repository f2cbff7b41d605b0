/**
 * What a release says of itself: one version everywhere, a section of the changelog, a hash for each file. Pure: texts and bytes in,
 * texts out.
 *
 * @module
 */
import { createHash } from 'node:crypto';

/**
 * @param {Record<string, string | undefined>} versions by where they stand; the first is the one that counts
 * @returns {string[]} a sentence for each place that says another
 */
export function versionFaults(versions) {
  const [[first, version], ...others] = Object.entries(versions);
  return others.filter(([, other]) => other !== version).map(([where, other]) => `${where} says ${other ?? 'nothing'}, ${first} says ${version}`);
}

/**
 * The changelog's section for a version; what is unreleased where it has none yet.
 *
 * @param {string} changelog CHANGELOG.md
 * @param {string} version
 * @returns {{text: string, isNamed: boolean}} the section under the version's own heading, and whether the changelog has it
 */
export function changesOf(changelog, version) {
  const sections = changelog.split(/^(?=## )/m).slice(1);
  const titled = (title) => sections.find((section) => section.split(/\s+/)[1]?.replace(/^\[|\]$/g, '') === title);
  const named = titled(version);
  const section = named ?? titled('Unreleased');
  const body = section?.slice(section.indexOf('\n')).trim();
  if (!body) throw new Error(`CHANGELOG.md says nothing of ${version}: write what changed under "## Unreleased" or "## ${version}".`);
  return { text: `## ${version}\n\n${body}\n`, isNamed: named !== undefined };
}

/**
 * Hashes in the form of Subresource Integrity (https://www.w3.org/TR/sri-2/), for the attribute `integrity` of a script.
 *
 * @param {Record<string, Uint8Array>} files
 * @returns {Record<string, string>} by file, in the order of their names
 */
export function integrityOf(files) {
  const hash = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
  return Object.fromEntries(Object.keys(files).sort().map((name) => [name, hash(files[name])]));
}

/**
 * @param {Record<string, Uint8Array>} first files by name
 * @param {Record<string, Uint8Array>} second
 * @returns {string[]} a sentence for each file that is missing on one side or differs
 */
export function differences(first, second) {
  const names = [...new Set([...Object.keys(first), ...Object.keys(second)])].sort();
  return names.flatMap((name) => {
    const [one, other] = [first[name], second[name]].map((bytes) => bytes && Buffer.from(bytes));
    if (!one || !other) return [`${name} was made by one build only`];
    if (one.equals(other)) return [];
    const at = one.findIndex((byte, index) => byte !== other[index]);
    return [`${name} has ${one.length} and ${other.length} bytes, the first difference at ${at < 0 ? one.length : at}`];
  });
}
