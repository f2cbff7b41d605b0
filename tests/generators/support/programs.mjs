/**
 * Generators that no registry of packages for Node or Python has: they are installed once, where that can be done.
 *
 * @module
 */
import { aptInstall } from '../../../scripts/lib/apt.mjs';
import { ask } from '../../../scripts/lib/run.mjs';

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

async function fromDebian(title, packages, isThere) {
  if (await isThere()) return;
  const failures = await aptInstall(`Installing ${title}`, packages);
  if (!(await isThere())) throw new Error([`${title} is missing: on Debian run \`apt-get install ${packages.join(' ')}\`.`, ...failures].join('\n'));
}
