/**
 * The Content Security Policy of a page. It allows the page's inline scripts by hash, so that the
 * snippet is exactly as Matomo prints it, without a nonce.
 *
 * @module
 */
import { createHash } from 'node:crypto';

/** What a page plays is made by its own scripts. */
const MEDIA = /<(?:audio|video)\b/;
const INLINE_SCRIPT = /<script>([\s\S]*?)<\/script>/g;

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
    // 'wasm-unsafe-eval' allows compiling WebAssembly, but not evaluating JavaScript.
    `script-src 'self' 'wasm-unsafe-eval' ${hashes.join(' ')}`.trim(),
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    ...(MEDIA.test(html) ? ['media-src blob:'] : []),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
