/**
 * A page of the demo and the policy it is served under. The policy allows the page's inline scripts by their hash alone, so
 * the snippet stands in the page exactly as Matomo prints it, without a nonce.
 *
 * @module
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;

/**
 * @param {string} file path of an `index.html`
 * @param {string} [siteId] takes the place of `'1'` in the snippet
 * @returns {Promise<{html: string, policy: string}>}
 */
export async function readDemoPage(file, siteId = '1') {
  const source = await readFile(file, 'utf8');
  const html = source.replace("['setSiteId', '1']", () => `['setSiteId', '${siteId}']`);
  return { html, policy: policyFor(html) };
}

/**
 * A Content Security Policy (https://www.w3.org/TR/CSP3/) for a page that loads everything from its own server.
 *
 * @param {string} html
 */
export function policyFor(html) {
  const hashes = [...html.matchAll(INLINE_SCRIPT)].map(([, script]) => {
    return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  });
  return [
    "default-src 'none'",
    // Without 'wasm-unsafe-eval' no WebAssembly is compiled, and with it no JavaScript text is.
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`.trim(),
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
