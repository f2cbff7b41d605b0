/**
 * Generators that no registry of packages for Node or Python has: they are installed once, where that can be done.
 *
 * @module
 */
import { existsSync } from 'node:fs';
import { aptInstall } from '../../../scripts/lib/apt.mjs';
import { ask } from '../../../scripts/lib/run.mjs';
import { ready } from '../../../scripts/tools.mjs';
import { DEBIAN_REPOSITORY, layMavenHome } from './maven.mjs';

/** Where Debian's Hugo is, whatever else is on the PATH. */
export const DEBIAN_HUGO = '/usr/bin/hugo';

/** Debian's Hugo. */
export function hugoIsThere() {
  return fromDebian("Debian's Hugo", ['hugo'], async () => (await ask(DEBIAN_HUGO, ['version'])) !== undefined);
}

/** Ruby's registry is not asked: Debian has Jekyll as a package. */
export function jekyllIsThere() {
  return fromDebian('Jekyll', ['jekyll'], async () => (await ask('jekyll', ['--version'])) !== undefined);
}

/** Debian's Maven, whose packages have a repository of their own: nothing is asked of Maven's. */
export async function mavenIsThere() {
  const plugins = ['org/apache/maven/plugins/maven-site-plugin', 'junit/junit'];
  const isThere = async () => plugins.every((name) => existsSync(`${DEBIAN_REPOSITORY}/${name}`)) && (await ask('mvn', ['--version'])) !== undefined;
  await fromDebian('Maven with its site plugin', ['maven', 'libmaven-site-plugin-java', 'junit4'], isThere);
  layMavenHome();
}

/** mdBook, built once into .tools. */
export function mdbookIsThere() {
  return ready('mdbook');
}

/** Rust's own documentation tool. */
export function rustdocIsThere() {
  return ready('rust');
}

async function fromDebian(title, packages, isThere) {
  if (await isThere()) return;
  const failures = await aptInstall(`Installing ${title}`, packages);
  if (!(await isThere())) throw new Error([`${title} is missing: on Debian run \`apt-get install ${packages.join(' ')}\`.`, ...failures].join('\n'));
}
