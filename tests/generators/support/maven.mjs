/**
 * A home for Maven that takes everything from Debian's repository on this machine. Debian has no skin: an empty one stands for the
 * default skin, so that a site gets the page of Doxia, which has that skin's styles only.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { toolsDir } from '../../../scripts/lib/paths.mjs';

/** Where Debian's packages put what Maven would download. */
export const DEBIAN_REPOSITORY = '/usr/share/maven-repo';

const HOME = path.join(toolsDir, 'maven');
const SETTINGS = path.join(HOME, 'settings.xml');
const SKIN = { group: 'org.apache.maven.skins', name: 'maven-default-skin', version: '1.3' };

/** What makes Maven stay on this machine; files are no download. */
export const OFFLINE = Object.freeze(['--batch-mode', '--offline', '-Daether.offline.protocols=file', '--settings', SETTINGS]);

/** Writes the settings and the skin. */
export function layMavenHome() {
  const repository = path.join(HOME, 'repository');
  const skin = path.join(repository, SKIN.group.replaceAll('.', '/'), SKIN.name, SKIN.version);
  const file = path.join(skin, `${SKIN.name}-${SKIN.version}`);
  mkdirSync(skin, { recursive: true });
  writeFileSync(`${file}.pom`, `<project><modelVersion>4.0.0</modelVersion><groupId>${SKIN.group}</groupId><artifactId>${SKIN.name}</artifactId><version>${SKIN.version}</version></project>\n`);
  writeFileSync(`${file}.jar`, zipSync({ 'META-INF/MANIFEST.MF': strToU8('Manifest-Version: 1.0\n') }));
  writeFileSync(SETTINGS, `<settings>
  <localRepository>${repository}</localRepository>
  <mirrors><mirror><id>debian</id><mirrorOf>*</mirrorOf><url>file://${DEBIAN_REPOSITORY}</url></mirror></mirrors>
</settings>
`);
}
