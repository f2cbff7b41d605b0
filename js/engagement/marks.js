// What elements say is to be tracked of them: `data-track-event`, and what sites have written for Plausible and Umami.

import { logError } from '../page/console.js';
import { attempt, member } from '../page/dom.js';
import { mapped, trimmed } from '../page/lists.js';
import { attribute } from './events.js';

/** The category of Plausible's and Umami's events, which have none. */
const OTHERS_CATEGORY = 'Event';
const NUMBER = /^-?\d+(\.\d+)?$/;
const PLAUSIBLE = /^plausible-event-(.+?)(?:=|--)(.+)$/;
const UMAMI = /^data-umami-event-([\w-]+)$/;

/** @typedef {[category?: string, action?: string, name?: string, value?: number]} Mark what `trackEvent` takes; empty where it cannot be read */

/** @type {Record<string, Mark>} by the attribute's text: one that cannot be read is said once */
const read = { __proto__: null };

/** @returns {Mark | undefined} of `data-track-event="category,action[,name[,value]]"`, or the same as an array in JSON */
export function ownMark(element) {
  const text = attribute(element, 'data-track-event');
  return text ? read[text] ||= markOf(text) : undefined;
}

/** @returns {Mark | undefined} of `data-umami-event="Signup" data-umami-event-plan="pro"` */
export function umamiMark(element) {
  const event = attribute(element, 'data-umami-event');
  if (!event) return undefined;
  const properties = [];
  const attributes = member(element, 'attributes');
  for (let index = 0; index < attributes.length; index += 1) {
    const { name, value } = attributes[index];
    const [, property] = UMAMI.exec(name) || [];
    if (property) properties.push(`${property}: ${value}`);
  }
  return [OTHERS_CATEGORY, event, properties.join(', ') || undefined];
}

/** @returns {Mark | undefined} of `class="plausible-event-name=Sign+up plausible-event-plan=pro"`, also with `--` for `=` */
export function plausibleMark(element) {
  let event;
  const properties = [];
  for (const one of attribute(element, 'class').split(/\s+/)) {
    const [, property, given] = PLAUSIBLE.exec(one) || [];
    if (!property) continue;
    const value = given.replace(/\+/g, ' ');
    if (/^name$/i.test(property)) event = value;
    else properties.push(`${property}: ${value}`);
  }
  return event && [OTHERS_CATEGORY, event, properties.join(', ') || undefined];
}

/** @returns {Mark} */
function markOf(text) {
  const given = text[0] === '[' ? attempt(() => JSON.parse(text)) : mapped(text.split(','), (part) => trimmed(part));
  const parts = Array.isArray(given) ? given : [];
  const [category, action, name = null, value = null] = mapped(parts, (part) => part === '' ? null : part);
  const isText = (part) => typeof part == 'string' && /\S/.test(part);
  const isNumber = typeof value == 'number' || typeof value == 'string' && NUMBER.test(value);
  if (isText(category) && isText(action) && (name === null || isText(name)) && (value === null || isNumber) && parts.length <= 4) {
    return [category, action, name ?? undefined, value === null ? undefined : +value];
  }
  logError(`Crumbless: data-track-event="${text}" is not tracked: it needs category,action[,name[,value]] with a number as value, or the same as an array in JSON where a text has commas`);
  return [];
}
