/**
 * Builds the page of a scenario: a document with the tracking snippet a website owner would paste.
 *
 * @module
 */

/**
 * @typedef {object} Snippet
 * @property {(string | unknown[])[]} [paq] commands; a string is JavaScript that stands there as it is
 * @property {boolean} [keepCookies] leaves `disableCookies` out
 * @property {boolean} [noTrackerUrl]
 * @property {boolean} [noSiteId]
 * @property {string} [fullUrl] the tracker element's `data-full-url`
 */

/**
 * @typedef {Snippet & {title?: string, head?: string, body?: string, snippetLast?: boolean}} PageParts
 */

/**
 * @param {PageParts} parts
 * @param {string} trackerUrl of the collector
 * @returns {string} HTML
 */
export function buildPage(parts, trackerUrl) {
  const snippet = buildSnippet(parts, trackerUrl);
  const [first, last] = parts.snippetLast ? ['', snippet] : [snippet, ''];
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escapeHtml(parts.title ?? '')}</title>${parts.head ?? ''}</head>
<body>${first}${parts.body ?? ''}${last}</body>
</html>
`;
}

/**
 * The snippet: settings and actions are queued, where to send them is said last, then the tracker is loaded without
 * holding up the page.
 *
 * @param {Snippet} snippet
 * @param {string} trackerUrl
 * @returns {string} HTML
 */
export function buildSnippet(snippet, trackerUrl) {
  const lines = [
    ...(snippet.keepCookies ? [] : [['disableCookies']]),
    ...(snippet.paq ?? []),
  ].map(queueLine);
  const where = [
    ...(snippet.noTrackerUrl ? [] : [['setTrackerUrl', trackerUrl]]),
    ...(snippet.noSiteId ? [] : [['setSiteId', '7']]),
  ].map(queueLine);
  return `<script>
var _paq = window._paq = window._paq || [];
${lines.join('\n')}
(function () {
${where.join('\n')}
var first = document.getElementsByTagName('script')[0], tracker = document.createElement('script');
tracker.async = true;
tracker.src = '/matomo.js';${snippet.fullUrl ? `\ntracker.setAttribute('data-full-url', ${inScript(snippet.fullUrl)});` : ''}
first.parentNode.insertBefore(tracker, first);
})();
</script>
`;
}

function queueLine(command) {
  return typeof command === 'string' ? command : `_paq.push(${inScript(command)});`;
}

/** JSON that cannot end the script element it stands in. */
function inScript(value) {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeHtml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
