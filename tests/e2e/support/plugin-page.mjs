/** A page that stands in for one of Matomo's own, as far as the scripts of its plugin AnonymousPiwikUsageMeasurement look at it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { TRACKER } from './world.mjs';

const TYPE = 'text/javascript; charset=utf-8';
const JQUERY = createRequire(import.meta.url).resolve('jquery/dist/jquery.min.js');

/**
 * How a Matomo gives its scripts out: each alone while it is developed, else all in one.
 *
 * @type {Record<string, (site: object, files: string[]) => string>}
 */
export const DELIVERIES = {
  'each file alone': (site, files) => files.map((file) => scriptTag(site, path.basename(file), readFileSync(file))).join(''),
  'all files in one': (site, files) => scriptTag(site, 'all.js', files.map((file) => readFileSync(file, 'utf8')).join('\n\n')),
};

function scriptTag(site, name, body) {
  site.serve(`/scripts/${name}`, { type: TYPE, body });
  return `<script defer src="/scripts/${name}"></script>`;
}

/**
 * @param {object} site
 * @param {object} parts
 * @param {string} parts.plugin the plugin's folder `javascripts`
 * @param {object} parts.settings what the plugin's PHP writes into the page
 * @param {string} parts.delivery of `DELIVERIES`
 * @param {string} parts.title
 * @param {string} [parts.body]
 * @returns {string} HTML
 */
export function matomoPage(site, { plugin, settings, delivery, title, body = '' }) {
  const files = [JQUERY, TRACKER, path.join(plugin, 'url.js'), path.join(plugin, 'tracking.js')];
  const components = path.join(plugin, '../vue/dist/AnonymousPiwikUsageMeasurement.umd.min.js');
  return `<!doctype html><meta charset="utf-8"><title>${title}</title>
    <script>var piwikUsageTracking = ${JSON.stringify(settings)};\n(${standIn})();</script>
    ${DELIVERIES[delivery](site, files)}${scriptTag(site, 'components.js', readFileSync(components))}
    <body>${body}`;
}

/** Runs in the page: its events, and what reads and changes parameters of addresses. */
function standIn() {
  const listeners = {};
  const parametersOf = (query) => Object.fromEntries(new URLSearchParams(query));
  const valueIn = (text, name) => parametersOf(text.slice(text.indexOf('?') + 1))[name] ?? '';
  window.Vue = { nextTick: queueMicrotask };
  window.CoreHome = {
    MatomoUrl: { parse: parametersOf },
    Matomo: {
      on: (event, listener) => void (listeners[event] ??= []).push(listener),
      trigger: (event, ...given) => listeners[event].forEach((listener) => listener(...given)),
    },
  };
  window.broadcast = {
    getValueFromUrl: (name, url) => valueIn(url.split('#')[0], name),
    getValueFromHash: (name, url) => valueIn(url.split('#')[1] ?? '', name),
    extractKeyValuePairsFromQueryString: parametersOf,
    updateParamValue(pair, url) {
      const name = pair.slice(0, pair.indexOf('=') + 1);
      return url.split(/(?=[?&#])/).map((part) => (part.slice(1).startsWith(name) ? part[0] + pair : part)).join('');
    },
  };
}
