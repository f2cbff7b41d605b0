/** `crumbless copy` and `crumbless bundle` write where they were told to, whatever links lie there. */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { leadsAway, put } from '../../cli/lib/place.mjs';
import { crumbless, folder } from './support/terminal.mjs';

/** A project's folder, a plugin in it, and one outside with a file of ours and one of somebody else. */
function world(t) {
  const all = realpathSync(folder(t));
  const [cwd, outside] = ['project', 'outside'].map((name) => path.join(all, name));
  for (const made of [cwd, outside]) mkdirSync(made);
  writeFileSync(path.join(cwd, 'a.js'), '');
  writeFileSync(path.join(outside, 'secret'), 'kept');
  writeFileSync(path.join(outside, 'matomo.js'), '/*! crumbless 0.0.1 */\n');
  return { cwd, outside, untouched: () => {
    assert.deepEqual(readdirSync(outside).sort(), ['matomo.js', 'secret']);
    assert.equal(readFileSync(path.join(outside, 'secret'), 'utf8'), 'kept');
    assert.equal(readFileSync(path.join(outside, 'matomo.js'), 'utf8'), '/*! crumbless 0.0.1 */\n');
  } };
}

const WRITERS = {
  copy: (to) => ['copy', path.dirname(to), '--only', path.basename(to)],
  bundle: (to) => ['bundle', '--plugin', 'a.js', '--out', to],
};

for (const [name, args] of Object.entries(WRITERS)) {
  describe(name, { concurrency: 4 }, () => {
    for (const [what, target] of [['a file of somebody else', 'secret'], ['a file of ours', 'matomo.js'], ['nothing', 'new'], ['a folder', '.']]) {
      test(`does not follow a link that leads out to ${what}; --force takes the link's place`, async (t) => {
        const { cwd, outside, untouched } = world(t);
        symlinkSync(path.join(outside, target), path.join(cwd, 'matomo.js'));
        const refused = await crumbless(args('./matomo.js'), { cwd });
        assert.match(refused.err, /is a symbolic link, which is not followed: add --force to replace the link/);
        assert.equal(refused.status, 1);
        untouched();
        const forced = await crumbless([...args('./matomo.js'), '--force'], { cwd });
        assert.equal(forced.status, 0, forced.err);
        untouched();
        assert.ok(lstatSync(path.join(cwd, 'matomo.js')).isFile());
      });
    }

    for (const [what, to, link] of [
      ['the folder itself', 'public/matomo.js', 'public'],
      ['one above it', 'public/js/matomo.js', 'public'],
      ['one below a folder that is none', 'web/public/deep/js/matomo.js', 'web/public'],
    ]) {
      test(`does not follow a link in the place of ${what}, also with --force`, async (t) => {
        const { cwd, outside, untouched } = world(t);
        mkdirSync(path.dirname(path.join(cwd, link)), { recursive: true });
        symlinkSync(outside, path.join(cwd, link));
        for (const force of [[], ['--force']]) {
          const { status, err } = await crumbless([...args(to), ...force], { cwd });
          assert.match(err, /is below, a symbolic link to .*outside.*: pass that path itself if you mean it/);
          assert.equal(status, 1);
          untouched();
        }
      });
    }

    test('goes through a link that stays inside, up where it is told to, and to a whole path', async (t) => {
      const { cwd, outside } = world(t);
      mkdirSync(path.join(cwd, 'real'));
      symlinkSync('real', path.join(cwd, 'public'));
      assert.equal((await crumbless(args('public/matomo.js'), { cwd })).status, 0);
      assert.ok(existsSync(path.join(cwd, 'real/matomo.js')));
      assert.equal((await crumbless(args('../elsewhere/matomo.js'), { cwd })).status, 0);
      assert.ok(existsSync(path.join(cwd, '../elsewhere/matomo.js')));
      assert.equal((await crumbless(args(path.join(outside, 'matomo.js')), { cwd })).status, 0);
      assert.notEqual(readFileSync(path.join(outside, 'matomo.js'), 'utf8'), '/*! crumbless 0.0.1 */\n');
    });

    test('leaves nothing half-made beside the file', async (t) => {
      const { cwd } = world(t);
      assert.equal((await crumbless(args('js/matomo.js'), { cwd })).status, 0);
      assert.deepEqual(readdirSync(path.join(cwd, 'js')), ['matomo.js']);
    });

    test('says of a link that leads nowhere, or to itself, that it does', async (t) => {
      const { cwd } = world(t);
      symlinkSync('nowhere', path.join(cwd, 'gone'));
      symlinkSync('circle', path.join(cwd, 'circle'));
      for (const name of ['gone', 'circle']) {
        const { status, err } = await crumbless(args(`${name}/matomo.js`), { cwd });
        assert.match(err, /broken symbolic link \((?:ENOENT|ELOOP)\)/);
        assert.equal(status, 1);
      }
    });
  });
}

describe('bundle', () => {
  test('takes no file from outside of a plugin’s folder by a link in it', async (t) => {
    const { cwd, outside } = world(t);
    writeFileSync(path.join(outside, 'private.js'), 'var secret;');
    mkdirSync(path.join(cwd, 'Plugin'));
    symlinkSync(path.join(outside, 'private.js'), path.join(cwd, 'Plugin/tracker.js'));
    const { status, err } = await crumbless(['bundle', '--plugin', 'Plugin'], { cwd });
    assert.match(err, /is a symbolic link out of the plugin's folder/);
    assert.deepEqual([status, existsSync(path.join(cwd, 'matomo.js'))], [1, false]);
  });
});

test('a folder that becomes a link while a file is written does not lead it away', (t) => {
  const { cwd, outside, untouched } = world(t);
  const to = path.join(cwd, 'public');
  mkdirSync(to);
  const bytes = Buffer.alloc(8);
  // `put` reads the length of what it writes after it has opened the folder and before it writes.
  Object.defineProperty(bytes, 'length', { get() {
    if (existsSync(to) && !lstatSync(to).isSymbolicLink()) {
      renameSync(to, path.join(cwd, 'moved'));
      symlinkSync(outside, to);
    }
    return 8;
  } });
  assert.equal(leadsAway(path.join(to, 'matomo.js')), undefined);
  try {
    put(path.join(to, 'matomo.js'), bytes);
  } catch {
    // without a way to name an opened folder, nothing is written
  }
  assert.ok(lstatSync(to).isSymbolicLink());
  untouched();
});
