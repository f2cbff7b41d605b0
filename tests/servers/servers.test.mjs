/**
 * The lines of docs/matomo-host.md for nginx, Apache and Caddy, in the real servers: the files arrive byte for byte, as UTF-8, with their caching, under
 * every name, and a page that loads one is counted. `npm run test:servers`; root on Debian has the servers installed.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { aptInstall } from '../../scripts/lib/apt.mjs';
import { freePort } from '../support/free-port.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { kind, startWorld } from '../e2e/support/world.mjs';

const GUIDE = readFileSync(fromRoot('docs/matomo-host.md'), 'utf8');
const FILES = { '/crumbless.js': 'matomo.js', '/matomo.js': 'matomo.js', '/piwik.js': 'matomo.js', '/matomo.full.js': 'matomo.full.js', '/matomo.fallback.js': 'matomo.fallback.js', '/matomo.engagement.js': 'matomo.engagement.js' };
const MODULES = '/usr/lib/apache2/modules';

/** Where programs of Debian lie, what installs them, and a configuration around the guide's lines. */
const SERVERS = {
  nginx: {
    program: '/usr/sbin/nginx',
    packages: ['nginx-light'],
    config: (lines, port, folder) => `daemon off; pid ${folder}/pid; error_log stderr; events {}
http { types { text/javascript js; } access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
server { listen 127.0.0.1:${port}; root ${folder}/empty;
${lines} } }`,
    args: (file, folder) => ['-p', folder, '-c', file],
  },
  apache: {
    program: '/usr/sbin/apache2',
    packages: ['apache2-bin'],
    config: (lines, port, folder) => `ServerRoot "${folder}"
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
${['mpm_event', 'authz_core', 'alias', 'headers', 'mime'].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /dev/null
AddType text/javascript .js
DocumentRoot "${folder}/empty"
${lines}`,
    args: (file) => ['-D', 'FOREGROUND', '-f', file],
  },
  caddy: {
    program: '/usr/bin/caddy',
    packages: ['caddy'],
    config: (lines, port, folder) => `{
	admin off
	auto_https off
	storage file_system ${folder}/storage
}
http://127.0.0.1:${port} {
${lines}
	handle {
		root * ${folder}/empty
		file_server
	}
}
`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
};

const world = startWorld();

for (const [name, server] of Object.entries(SERVERS)) {
  describe(name, () => {
    let folder, child, origin;
    before(async () => {
      const failures = existsSync(server.program) ? [] : await aptInstall(`Installing ${name}`, server.packages);
      assert.ok(existsSync(server.program), [`${server.program} is missing: on Debian \`apt-get install ${server.packages.join(' ')}\`.`, ...failures].join('\n'));
      folder = mkdtempSync(path.join(os.tmpdir(), 'crumbless-server-'));
      chmodSync(folder, 0o755); // The server's workers are another user.
      mkdirSync(path.join(folder, 'empty'));
      mkdirSync(path.join(folder, 'files'));
      for (const file of new Set(Object.values(FILES))) writeFileSync(path.join(folder, 'files', file), readFileSync(fromRoot('dist', file)));
      const port = await freePort();
      const lines = new RegExp(`\`\`\`${name}\\n([^]*?)\`\`\``).exec(GUIDE)[1].replaceAll('/srv/crumbless', path.join(folder, 'files'));
      const config = path.join(folder, 'server.conf');
      writeFileSync(config, server.config(lines, port, folder));
      child = spawn(server.program, server.args(config, folder), { stdio: ['ignore', 'inherit', 'inherit'] });
      origin = `http://127.0.0.1:${port}`;
      await listens(port, child);
    });
    after(async () => {
      if (child?.exitCode === null) {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      }
      if (folder) rmSync(folder, { recursive: true });
    });

    for (const [address, file] of Object.entries(FILES)) {
      test(`${address} is dist/${file}, byte for byte`, async () => {
        const response = await fetch(origin + address);
        assert.equal(response.status, 200);
        assert.deepEqual(Buffer.from(await response.arrayBuffer()), readFileSync(fromRoot('dist', file)));
        assert.match(response.headers.get('content-type'), /^(text|application)\/javascript; ?charset=utf-8$/i);
        assert.equal(response.headers.get('cache-control'), 'public, max-age=3600');
      });
    }

    test('other addresses are the Matomo’s own', async () => {
      assert.equal((await fetch(`${origin}/matomo.php`)).status, 404);
    });

    for (const policy of [undefined, `script-src ORIGIN 'unsafe-inline'`]) {
      test(`a page is counted, ${policy ? 'by the fallback' : 'with WebAssembly'}`, async (t) => {
        const visit = await world.visit(t, { html: ({ trackerUrl }) => ({
          type: 'text/html; charset=utf-8',
          headers: policy && { 'Content-Security-Policy': policy.replace('ORIGIN', origin) },
          body: `<!doctype html><title>Served by ${name}</title><script>window._paq = [['setTrackerUrl', '${trackerUrl}'], ['setSiteId', 7], ['trackPageView']]</script>
            <script async src="${origin}/matomo.js"></script>`,
        }) });
        assert.deepEqual((await visit.end(1)).map(kind), [`action_name=Served by ${name}`]);
        assert.deepEqual(visit.errors, []);
      });
    }
  });
}

/** The server takes connections, or has ended. */
async function listens(port, child) {
  for (;;) {
    assert.equal(child.exitCode, null, 'the server ended: it says why above');
    const socket = net.connect(port, '127.0.0.1');
    const isThere = await new Promise((resolve) => socket.on('connect', () => resolve(true)).on('error', () => resolve(false)));
    socket.destroy();
    if (isThere) return;
    await new Promise(setImmediate);
  }
}
