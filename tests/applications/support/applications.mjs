/**
 * How each example in examples/applications is built and served, by its framework's own commands. `{port}` stands for what a test chooses.
 *
 * @module
 */

/**
 * @typedef {object} Application
 * @property {string[]} build
 * @property {string} [out] what a web server serves afterwards, with index.html for every address without a file
 * @property {string[]} [start] or: the server that renders the pages
 * @property {string[]} [dev]
 * @property {string} [second] the address of the second page
 * @property {Record<string, string>} [env]
 */

const VITE_DEV = ['vite', '--host', '127.0.0.1', '--port', '{port}'];
const ON_PORT = { HOST: '127.0.0.1', PORT: '{port}' };

/** @type {Record<string, Application>} */
export const APPLICATIONS = Object.freeze({
  react: { build: ['vite', 'build'], out: 'dist', dev: VITE_DEV },
  next: { build: ['next', 'build'], start: ['next', 'start', '--port', '{port}'], dev: ['next', 'dev', '--port', '{port}'] },
  vue: { build: ['vite', 'build'], out: 'dist', dev: VITE_DEV },
  nuxt: { build: ['nuxt', 'build'], start: ['node', '.output/server/index.mjs'], dev: ['nuxt', 'dev', '--host', '127.0.0.1', '--port', '{port}'], env: ON_PORT },
  sveltekit: { build: ['vite', 'build'], start: ['node', 'build'], dev: VITE_DEV, env: ON_PORT },
  angular: { build: ['ng', 'build'], out: 'dist/example/browser', dev: ['ng', 'serve', '--host', '127.0.0.1', '--port', '{port}'] },
  htmx: { build: ['npm', 'run', '--silent', 'build'], out: 'public', second: '/second.html' },
  turbo: { build: ['npm', 'run', '--silent', 'build'], out: 'public', second: '/second.html' },
});

/** Applications whose own tests are run. */
export const TESTED = Object.freeze({ jest: ['jest'], vitest: ['vitest', 'run'] });
