/**
 * `npm start`: installs and builds what is missing, then serves the demo. `--port N` takes another port than 8787,
 * `--collector https://your.matomo/` sends the hits to a real server.
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { runMain, say } from './lib/progress.mjs';

const DEFAULT_PORT = 8787;

await runMain(async () => {
  const { port, collectorUrl } = readOptions();
  await build();
  // Only now are the packages there that the server is made of.
  const { startServer } = await import('../www/server/serve.mjs');
  try {
    const { url } = await startServer({ port, collectorUrl });
    say(`\nThe demo is at ${url} (Ctrl+C ends it).`);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${port} is in use: run \`npm start -- --port ${port + 1}\`.`, { cause: error });
  }
});

function readOptions() {
  const { values } = parse();
  const port = Number(values.port ?? DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`--port takes a number up to 65535, not "${values.port}": run \`npm start -- --port ${DEFAULT_PORT}\`.`);
  }
  const collectorUrl = values.collector;
  if (collectorUrl !== undefined && !/^https?:$/.test(protocolOf(collectorUrl))) {
    throw new Error(`--collector takes an address, not "${collectorUrl}": run \`npm start -- --collector https://your.matomo/\`.`);
  }
  return { port, collectorUrl };
}

function parse() {
  try {
    return parseArgs({ options: { port: { type: 'string' }, collector: { type: 'string' } } });
  } catch (error) {
    throw new Error(`${error.message} \`npm start\` takes \`-- --port N\` and \`-- --collector https://your.matomo/\`.`, { cause: error });
  }
}

function protocolOf(address) {
  return URL.canParse(address) ? new URL(address).protocol : '';
}
