/**
 * What a hit says, in the dashboard's words: its kind and the few values that count. Pure, and it never throws: anybody may send
 * anything to a collector. What cannot be read is no fact.
 *
 * The categories, actions and names of events are those that the tracker's commands send (`enableWebVitals`, `enableScrollTracking`,
 * `enableEngagement`, `enableReadability`, `enableFormTracking`, `enableMediaTracking`, `enableErrorPages`).
 *
 * @module
 */
import { RATINGS, THRESHOLDS, rate } from './vitals.mjs';

/**
 * @typedef {object} Hit
 * @property {number} time of its arrival, in milliseconds since 1970
 * @property {string} kind as the decoder says it
 * @property {Record<string, string>} params
 */

/** @typedef {{topic: string, time: number, [more: string]: unknown}} Fact */

/** Where a name is left out, as in anonymous measurement. */
export const UNNAMED = '(no name)';
/** Parameters that say which campaign brought a visitor, the first that is there first. */
const CAMPAIGN = ['mtm_campaign', 'matomo_campaign', 'pk_campaign', 'piwik_campaign', 'mtm_cpn', 'pk_cpn', 'utm_campaign', 'mtm_source', 'pk_source', 'utm_source'];
/** All that are about campaigns: no part of a page's address, in Matomo's reports neither. */
const ABOUT_CAMPAIGNS = /^(mtm|matomo|pk|piwik|utm)_(campaign|cpn|keyword|kwd|term|source|medium|content|cid|clid|id|group|placement)$/i;
/** How `enableFormTracking` names the field that was last. */
const FIELD = ' > ';
/** How `enableErrorPages` names the referrer. */
const FROM = /^(.*?) \(from (.*)\)$/s;
const FORM_STEPS = { Start: 'started', Submit: 'submitted', Abandon: 'abandoned' };
const MEDIA_ACTION = /^(Play|Pause|End|Time|\d{1,2}%)$/;

/** Events that are about more than themselves, by their category. */
const EVENTS = {
  __proto__: null,
  'Web Vitals': vital,
  Scroll: scroll,
  Engagement: engagement,
  Form: form,
  Media: media,
  'Error Page': errorPage,
};
const KINDS = {
  __proto__: null,
  'page-view': view,
  event,
  outlink: ({ link }) => link && { topic: 'link', kind: 'outlink', address: link },
  download: ({ download }) => download && { topic: 'link', kind: 'download', address: download },
};

/**
 * @param {Hit} hit
 * @returns {Fact | undefined} nothing where it cannot be read
 */
export function factOf(hit) {
  const { time, kind, params } = hit ?? {};
  if (!params || typeof params !== 'object' || !Number.isFinite(time) || !params.idsite) return undefined;
  const said = KINDS[kind] ? KINDS[kind](params) : { topic: 'other' };
  return said ? { ...said, time } : undefined;
}

/**
 * The hits of a request that the decoder has read.
 *
 * @param {{time: number}} request as the stream brought it
 * @param {{hits: {kind: string, parameters: {name: string, value: string}[]}[]}} inspection
 * @returns {Hit[]}
 */
export function hitsOf({ time }, { hits }) {
  // As in PHP, the last of several equal names counts.
  return hits.map(({ kind, parameters }) => ({ time, kind, params: Object.assign(Object.create(null), Object.fromEntries(parameters.map(({ name, value }) => [name, value]))) }));
}

function view(params) {
  const page = pageOf(params.url);
  return page === undefined ? undefined : { topic: 'view', page, source: sourceOf(params) };
}

function event(params) {
  const { e_c: category, e_a: action } = params;
  if (!category || !action) return undefined;
  if (EVENTS[category]) return EVENTS[category](params);
  return { topic: 'event', category, action, value: numberOf(params.e_v) };
}

function vital({ e_a: metric, e_n: name = '', e_v: sent }) {
  const value = numberOf(sent);
  if (!Object.hasOwn(THRESHOLDS, metric) || !(value >= 0)) return undefined;
  // Whole numbers come: a thousandth is what CLS is measured in.
  const measured = metric === 'CLS' ? value / 1000 : value;
  const [said] = name.split(' ');
  return { topic: 'vital', metric, value: measured, rating: RATINGS.includes(said) ? said : rate(metric, measured) };
}

function scroll({ e_a: action, e_n: name = '', e_v: sent }) {
  const percent = numberOf(sent) ?? numberOf(name.replace(/%$/, ''));
  if (!(percent >= 0 && percent <= 100)) return undefined;
  if (action === 'Depth') return { topic: 'depth', percent };
  return action === 'Reached' ? { topic: 'reached', percent } : undefined;
}

function engagement({ e_a: action, e_v: sent, url, pv_id: view }) {
  const page = pageOf(url);
  const seconds = numberOf(sent);
  if (page === undefined) return undefined;
  if (action === 'Read') return { topic: 'read', page };
  return action === 'Time' && seconds >= 0 ? { topic: 'engaged', page, view, seconds } : undefined;
}

function form({ e_a: action, e_n: name }) {
  const step = Object.hasOwn(FORM_STEPS, action) ? FORM_STEPS[action] : undefined;
  if (!step) return undefined;
  const at = step === 'abandoned' && name ? name.lastIndexOf(FIELD) : -1;
  return { topic: 'form', step, form: (at < 0 ? name : name.slice(0, at)) || UNNAMED, field: at < 0 ? undefined : name.slice(at + FIELD.length) };
}

function media({ e_a: action, e_n: name, e_v: sent }) {
  const seconds = numberOf(sent);
  if (!MEDIA_ACTION.test(action) || (action === 'Time' && !(seconds >= 0))) return undefined;
  return { topic: 'media', name: name || UNNAMED, action, seconds: action === 'Time' ? seconds : 0 };
}

function errorPage({ e_a: status, e_n: name }) {
  const [, page, referrer] = FROM.exec(name ?? '') ?? [undefined, name, undefined];
  return { topic: 'error', status, page: page || UNNAMED, referrer };
}

/**
 * Path and query, without what is about campaigns and where on the page.
 *
 * @param {string | undefined} address
 */
function pageOf(address) {
  const url = parse(address);
  if (!url) return undefined;
  for (const name of [...url.searchParams.keys()]) if (ABOUT_CAMPAIGNS.test(name)) url.searchParams.delete(name);
  return url.pathname + url.search;
}

/** Where the visitor came from; what leads from one page of the site to the next is no source. */
function sourceOf({ url, urlref, _rcn: remembered }) {
  const here = parse(url);
  const campaign = CAMPAIGN.map((name) => here?.searchParams.get(name)).find(Boolean);
  if (campaign) return { kind: 'campaign', name: campaign };
  const from = parse(urlref);
  if (from && from.host === here?.host) return { kind: 'internal', name: from.host };
  if (remembered) return { kind: 'campaign', name: remembered };
  return from?.host ? { kind: 'website', name: from.host } : { kind: 'direct', name: 'Direct' };
}

function parse(address) {
  try {
    return new URL(address);
  } catch {
    return undefined;
  }
}

/** Digits, as a tracker writes them: neither spaces nor `Infinity` nor hexadecimal. */
function numberOf(text) {
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}
