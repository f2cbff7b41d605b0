/** What an editor shows: TypeScript's language server, asked as an editor asks it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { npmBin } from '../../../scripts/lib/paths.mjs';

/**
 * Opens a text as a file of a folder.
 *
 * @param {Pick<import('node:test').TestContext, 'after'>} t ends the server with the test
 * @param {string} folder
 * @param {string} text TypeScript; `^` in a line `//   ^ name` marks the place above it as `name`
 */
export async function openInEditor(t, folder, text) {
  const server = spawn(npmBin('tsc'), ['--lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  const ask = createClient(server);
  const uri = pathToFileURL(path.join(folder, 'in-editor.ts')).href;
  await ask('initialize', { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: { textDocument: { hover: { contentFormat: ['markdown'] } } } });
  ask.tell('initialized', {});
  ask.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
  const at = (name) => ({ textDocument: { uri }, position: placeOf(text, name) });
  return {
    hover: async (name) => (await ask('textDocument/hover', at(name)))?.contents.value ?? '',
    completions: async (name) => {
      const found = await ask('textDocument/completion', at(name));
      return (found?.items ?? found ?? []).map(({ label }) => label);
    },
  };
}

function placeOf(text, name) {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.trim().endsWith(`^ ${name}`));
  return { line: line - 1, character: lines[line].indexOf('^') };
}

/** JSON-RPC over standard input and output (https://microsoft.github.io/language-server-protocol/). */
function createClient(server) {
  const waiting = new Map();
  let rest = Buffer.alloc(0);
  let count = 0;
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const take = (message) => {
    // The server asks for settings; there are none.
    if (message.method && message.id !== undefined) send({ id: message.id, result: message.params?.items?.map(() => null) ?? null });
    else if (message.error) waiting.get(message.id)?.reject(new Error(message.error.message));
    else waiting.get(message.id)?.resolve(message.result);
  };
  server.stdout.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const start = rest.indexOf('\r\n\r\n') + 4;
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, start))?.[1]);
      if (start < 4 || rest.length < start + length) return;
      take(JSON.parse(rest.subarray(start, start + length)));
      rest = rest.subarray(start + length);
    }
  });
  server.on('close', () => waiting.forEach(({ reject }) => reject(new Error('The language server has ended.'))));
  const ask = (method, params) => new Promise((resolve, reject) => {
    count += 1;
    waiting.set(count, { resolve, reject });
    send({ id: count, method, params });
  });
  ask.tell = (method, params) => send({ method, params });
  return ask;
}
