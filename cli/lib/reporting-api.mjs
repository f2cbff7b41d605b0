/**
 * Asks Matomo's reporting API for the visits of one user (`Live.getLastVisitsDetails`), and before that whether it will answer. The token goes in the body of a POST, never
 * in an address, which servers write into their logs, and is sent to no other host.
 *
 * @module
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './answer.mjs';
import { Failure } from './errors.mjs';
import { clean } from './text.mjs';

const ASK_EVERY_MS = 1_000;
/** A few visits are some thousand characters. */
const LIMITS = { milliseconds: 30_000, bytes: 8 * 1024 * 1024 };

/**
 * Asks until what is told is enough, or the time is over.
 *
 * @param {object} question
 * @param {string} question.api address of index.php
 * @param {string} question.site
 * @param {string} question.user
 * @param {string} [question.token]
 * @param {number} question.seconds
 * @param {(actions: object[]) => boolean} enough
 * @returns {Promise<{visits: number, actions: object[], addresses: string[], isEnough: boolean}>} `addresses` are those that Matomo says
 *   the visits came from
 */
export async function readBack({ api, site, user, token, seconds }, enough) {
  const over = Date.now() + seconds * 1_000;
  for (;;) {
    const visits = await lastVisits({ api, site, user, token });
    const actions = visits.flatMap(({ actionDetails }) => (Array.isArray(actionDetails) ? actionDetails.filter((action) => action !== null && typeof action === 'object') : []));
    const isEnough = enough(actions);
    const addresses = visits.flatMap(({ visitIp }) => (visitIp ? [String(visitIp)] : []));
    if (isEnough || Date.now() + ASK_EVERY_MS > over) return { visits: visits.length, actions, addresses, isEnough };
    await delay(ASK_EVERY_MS);
  }
}

/**
 * Whether a token is one at all and its user may view the site, before anything is sent there.
 *
 * @param {{api: string, site: string, token?: string}} question
 * @throws {Failure} a sentence that says what is refused
 */
export async function checkAccess({ api, site, token }) {
  try {
    await lastVisits({ api, site, token, user: 'crumbless-verify' });
  } catch (error) {
    if (!(error instanceof Refusal) || !token) throw error;
    // Matomo says it in its user's language, and in some versions by the same page: another question tells the two apart.
    throw new Failure((await isTaken(api, token)) ? mayNotView(site, error) : isRefused(error));
  }
}

/** The API's own no, with what it said. */
class Refusal extends Failure {
  /**
   * @param {string} message
   * @param {string} said
   */
  constructor(message, said) {
    super(message);
    this.said = said;
  }
}

const isRefused = ({ said }) => `The token is refused (${said}): is it right, and has it expired? Nothing was sent.`;
const mayNotView = (site, { said }) => `The token is right, but the reporting API refuses site ${clean(site)} (${said}): does that site exist, and may the token's user view it? Nothing was sent.`;

/** Every user may ask for the sites that are theirs to view, which may be none (Matomo 5.2: a wrong token is refused with 401). */
async function isTaken(api, token) {
  try {
    return Array.isArray(await question(api, { method: 'SitesManager.getSitesIdWithAtLeastViewAccess' }, token));
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function lastVisits({ api, site, user, token }) {
  const asked = { method: 'Live.getLastVisitsDetails', idSite: site, period: 'day', date: 'today', segment: `userId==${user}`, filter_limit: '10' };
  const answer = await question(api, asked, token);
  if (Array.isArray(answer)) return answer.filter((visit) => visit !== null && typeof visit === 'object');
  throw new Failure(`${api} answered something that is no list of visits: is this the address of a Matomo?`);
}

async function question(api, asked, token) {
  const body = new URLSearchParams({ module: 'API', format: 'JSON', ...asked, ...(token && { token_auth: token }) });
  let answer;
  try {
    answer = await ask(api, LIMITS, { method: 'POST', body });
  } catch (error) {
    throw new Failure(`${api} does not answer (${clean(error.cause?.message ?? error.message)}): is the address right, and can it be reached from here?`);
  }
  const { status, location, text, isWhole } = answer;
  if (status >= 300 && status < 400) throw new Failure(`${api} sends on to ${clean(location ?? 'another address')}: give --matomo the final address.`);
  const read = parse(text);
  if (read?.result === 'error') throw refusal(String(read.message), token);
  if (status === 401 || status === 403) throw refusal(`answer ${status}`, token);
  if (!isWhole) throw new Failure(`${api} gave an answer that breaks off, or does not end: is this the address of a Matomo?`);
  if (read === undefined) throw new Failure(`${api} answered ${status} without JSON: is this the address of a Matomo?`);
  return read;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Matomo's sentence, which may quote what it was sent, and ours. */
function refusal(message, token) {
  const said = clean(token ? message.replaceAll(token, '…') : message);
  const what = token ? 'and does the token belong to a user who may view the site?' : 'and does it want a token? Then give --token-file, a file with a token of a user who may view the site.';
  return new Refusal(`The reporting API refuses (${said}): is the site id right, ${what}`, said);
}
