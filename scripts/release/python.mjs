/**
 * The Python package as it is uploaded: a wheel (https://packaging.python.org/en/latest/specifications/binary-distribution-format/) and the
 * source distribution. A wheel without compiled parts is a zip with what pyproject.toml says, so it needs neither Python nor a
 * download, and is the same bytes each time. What hatchling makes of the same folder has the same files; a test compares.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { contentsOf } from '../build/packages.mjs';
import { tarball, zip } from './archives.mjs';

const PACKAGE = 'src/';

/**
 * @param {string} folder as `layPythonPackage` lays it
 * @returns {Record<string, Buffer>} both files by their names
 */
export function pythonFiles(folder) {
  const files = contentsOf(folder);
  const project = readProject(files['pyproject.toml'].toString());
  const metadata = Buffer.from(metadataOf(project, files));
  const named = `${project.name}-${pythonVersion(project.version)}`;
  return {
    [`${named}-py3-none-any.whl`]: wheel(named, project, metadata, files),
    [`${named}.tar.gz`]: tarball(Object.fromEntries(Object.entries({ ...files, 'PKG-INFO': metadata }).map(([name, bytes]) => [`${named}/${name}`, bytes]))),
  };
}

function wheel(named, project, metadata, files) {
  const info = `${named}.dist-info`;
  const licences = licencesIn(files).map((name) => [`${info}/licenses/${name}`, files[name]]);
  const entries = Object.entries(project.entryPoints).map(([group, points]) => `[${group}]\n${Object.entries(points).map(([name, where]) => `${name} = ${where}\n`).join('')}`);
  const all = Object.fromEntries([
    ...Object.keys(files).filter((name) => name.startsWith(PACKAGE)).map((name) => [name.slice(PACKAGE.length), files[name]]),
    ...licences,
    [`${info}/METADATA`, metadata],
    [`${info}/WHEEL`, Buffer.from('Wheel-Version: 1.0\nGenerator: crumbless\nRoot-Is-Purelib: true\nTag: py3-none-any\n')],
    ...(entries.length > 0 ? [[`${info}/entry_points.txt`, Buffer.from(entries.join('\n'))]] : []),
  ]);
  const record = `${info}/RECORD`;
  const rows = Object.keys(all).sort().map((name) => `${name},sha256=${createHash('sha256').update(all[name]).digest('base64url')},${all[name].length}\n`);
  return zip({ ...all, [record]: Buffer.from(`${rows.join('')}${record},,\n`) });
}

/** https://packaging.python.org/en/latest/specifications/core-metadata/ */
function metadataOf(project, files) {
  const extras = Object.entries(project.extras).flatMap(([extra, needs]) => [`Provides-Extra: ${extra}`, ...needs.map((need) => `Requires-Dist: ${need}; extra == '${extra}'`)]);
  return [
    'Metadata-Version: 2.4',
    `Name: ${project.name}`,
    `Version: ${pythonVersion(project.version)}`,
    `Summary: ${project.description}`,
    ...Object.entries(project.urls).map(([name, url]) => `Project-URL: ${name}, ${url}`),
    `License-Expression: ${project.license}`,
    ...licencesIn(files).map((name) => `License-File: ${name}`),
    `Requires-Python: ${project.requiresPython}`,
    ...extras,
    'Description-Content-Type: text/markdown',
    '',
    files[project.readme].toString(),
  ].join('\n');
}

const licencesIn = (files) => Object.keys(files).filter((name) => /^LICENSE-/.test(name)).sort();

/**
 * A version as Python writes it (https://packaging.python.org/en/latest/specifications/version-specifiers/).
 *
 * @param {string} version
 * @returns {string}
 */
export function pythonVersion(version) {
  const [, core, kind, number] = /^(\d+\.\d+\.\d+)(?:-(alpha|beta|rc)\.(\d+))?$/.exec(version) ?? [];
  if (!core) throw new Error(`Python has no version like ${version}: use 1.2.3, or 1.2.3-alpha.1, 1.2.3-beta.1 or 1.2.3-rc.1.`);
  return kind ? `${core}${{ alpha: 'a', beta: 'b', rc: 'rc' }[kind]}${number}` : core;
}

const TABLES = ['build-system', 'project', 'project.urls', 'project.optional-dependencies'];
const ENTRY_POINTS = /^project\.entry-points\."([\w.]+)"$/;
const KEYS = ['name', 'version', 'description', 'readme', 'license', 'license-files', 'requires-python', 'dependencies'];

/** What pyproject.toml says, of which a line may be a table, or a key with a text or a list of texts. What is not known here fails. */
function readProject(toml) {
  const tables = {};
  let table;
  for (const line of toml.split('\n').map((text) => text.trim()).filter((text) => text !== '' && !text.startsWith('#'))) {
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading) table = tables[heading] = {};
    else if (!Object.keys(tables).at(-1).startsWith('tool.')) {
      // The tables of other programs are theirs.
      const [, key, value] = /^([\w-]+) = (".*"|\[.*\])$/.exec(line) ?? [];
      if (!key) throw new Error(`integrations/python/pyproject.toml has a line that scripts/release/python.mjs does not read: ${line}`);
      table[key] = JSON.parse(value);
    }
  }
  const unknown = [
    ...Object.keys(tables).filter((name) => !TABLES.includes(name) && !name.startsWith('tool.') && !ENTRY_POINTS.test(name)),
    ...Object.keys(tables.project).filter((key) => !KEYS.includes(key)),
    ...(tables.project.dependencies?.length > 0 ? ['dependencies'] : []),
  ];
  if (unknown.length > 0) throw new Error(`scripts/release/python.mjs does not know what to write for ${unknown.join(', ')} of integrations/python/pyproject.toml.`);
  const { project } = tables;
  const entryPoints = Object.entries(tables).map(([name, points]) => [ENTRY_POINTS.exec(name)?.[1], points]).filter(([group]) => group);
  return { ...project, requiresPython: project['requires-python'], urls: tables['project.urls'] ?? {}, extras: tables['project.optional-dependencies'] ?? {}, entryPoints: Object.fromEntries(entryPoints) };
}
