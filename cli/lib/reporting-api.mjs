/**
 * Reads the visits of one user from Matomo's reporting API (`Live.getLastVisitsDetails`), after checking access. The token goes into the body of a POST, never
 * into a URL, which servers log, and to no other host.
 *
 * @module
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './response.mjs';
import { Failure } from './errors.mjs';
import { clean } from './text.mjs';

const ASK_EVERY_MS = 1_000;
/** A few visits have some thousand characters. */
const LIMITS = { milliseconds: 30_000, bytes: 8 * 1024 * 1024 };

/**
 * Polls until the response has enough, or the time is over.
 *
 * @param {object} question
 * @param {string} question.api address of index.php
 * @param {string} question.site
 * @param {string} question.user id of the user, and title of a page view
 * @param {string} [question.token]
 * @param {number} question.seconds
 * @param {(actions: object[]) => boolean} enough
 * @returns {Promise<{visits: number, actions: object[], addresses: string[], isEnough: boolean}>} `addresses` are the visits' IP
 *   addresses according to Matomo
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
 * Checks that a token is valid and its user may view the site, before any hit is sent.
 *
 * @param {{api: string, site: string, token?: string}} question
 * @throws {Failure} a sentence that says what is wrong
 */
export async function checkAccess({ api, site, token }) {
  try {
    await lastVisits({ api, site, token, user: 'crumbless-verify' });
  } catch (error) {
    if (!(error instanceof Refusal) || !token) throw error;
    // Matomo's message is in the user's language, and in some versions the same page for both cases. A second request distinguishes them.
    throw new Failure((await isTaken(api, token)) ? mayNotView(site, error) : isRefused(error));
  }
}

/** An error of the API, with its message. */
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

const isRefused = ({ said }) => `Matomo rejects the token (${said}): check that it is correct and has not expired. Nothing was sent.`;
const mayNotView = (site, { said }) => `The token is valid, but the reporting API denies access to site ${clean(site)} (${said}): check that the site exists, that the token's user may view it, and that its visits log is not turned off. Nothing was sent.`;

/** Every user may list the sites they can view, even if there are none (Matomo 5.2 rejects a wrong token with 401). */
async function isTaken(api, token) {
  try {
    return Array.isArray(await question(api, { method: 'SitesManager.getSitesIdWithAtLeastViewAccess' }, token));
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

async function lastVisits({ api, site, user, token }) {
  // By the page title too: Matomo can replace user ids by pseudonyms (Administration, Privacy, Anonymize data).
  const segment = `userId==${user},pageTitle==${user}`;
  const asked = { method: 'Live.getLastVisitsDetails', idSite: site, period: 'day', date: 'today', segment, filter_limit: '10' };
  const response = await question(api, asked, token);
  if (Array.isArray(response)) return response.filter((visit) => visit !== null && typeof visit === 'object');
  throw new Failure(`${api} did not return a list of visits: check that this is the address of a Matomo.`);
}

async function question(api, asked, token) {
  const body = new URLSearchParams({ module: 'API', format: 'JSON', ...asked, ...(token && { token_auth: token }) });
  let response;
  try {
    response = await ask(api, LIMITS, { method: 'POST', body });
  } catch (error) {
    throw new Failure(`${api} does not respond (${clean(error.cause?.message ?? error.message)}): check the address, and that this machine can reach it.`);
  }
  const { status, location, text, isWhole } = response;
  if (status >= 300 && status < 400) throw new Failure(`${api} redirects to ${clean(location ?? 'another address')}: pass the final address with --matomo.`);
  const read = parse(text);
  if (read?.result === 'error') throw refusal(String(read.message), token);
  if (status === 401 || status === 403) throw refusal(`status ${status}`, token);
  if (!isWhole) throw new Failure(`The response of ${api} is incomplete or longer than ${LIMITS.bytes / 1024 ** 2} MiB: check that this is the address of a Matomo.`);
  if (read === undefined) throw new Failure(`${api} returned status ${status} without JSON: check that this is the address of a Matomo.`);
  return read;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Matomo's message, which may quote the token, and what to do. */
function refusal(message, token) {
  const said = clean(token ? message.replaceAll(token, '…') : message);
  const what = token ? "and that the token's user may view the site." : 'or, if Matomo requires a token, pass --token-file, a file with a token of a user who may view the site.';
  return new Refusal(`The reporting API returned an error (${said}): check the site id, ${what}`, said);
}
