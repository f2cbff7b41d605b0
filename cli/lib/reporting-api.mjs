/**
 * Asks Matomo's reporting API for the visits of one user (`Live.getLastVisitsDetails`). The token goes in the body of a POST, never
 * in an address, which servers write into their logs, and is sent to no other host.
 *
 * @module
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './errors.mjs';
import { clean } from './text.mjs';

const ASK_EVERY_MS = 1_000;
const ANSWER_TIMEOUT_MS = 30_000;

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
    const actions = visits.flatMap(({ actionDetails }) => (Array.isArray(actionDetails) ? actionDetails : []));
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
  await lastVisits({ api, site, token, user: 'crumbless-verify' });
}

async function lastVisits({ api, site, user, token }) {
  const body = new URLSearchParams({
    module: 'API',
    method: 'Live.getLastVisitsDetails',
    format: 'JSON',
    idSite: site,
    period: 'day',
    date: 'today',
    segment: `userId==${user}`,
    filter_limit: '10',
    ...(token && { token_auth: token }),
  });
  const answer = await ask(api, body, token);
  if (Array.isArray(answer)) return answer;
  if (answer?.result === 'error') throw new Failure(refusal(String(answer.message), token));
  throw new Failure(`${api} answered something that is no list of visits: is this the address of a Matomo?`);
}

async function ask(api, body, token) {
  let response;
  try {
    response = await fetch(api, { method: 'POST', body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
  } catch (error) {
    throw new Failure(`${api} does not answer (${clean(error.cause?.message ?? error.message)}): is the address right, and can it be reached from here?`);
  }
  if (response.status >= 300 && response.status < 400) {
    throw new Failure(`${api} sends on to ${clean(response.headers.get('location') ?? 'another address')}: give --matomo the final address.`);
  }
  const text = await response.text();
  if (response.status === 401 || response.status === 403) {
    const why = token ? 'the token is refused: is it right, has it not run out, and may its user view the site' : 'it wants a token of a user who may view the site: give --token-file';
    throw new Failure(`${api} answered ${response.status}: ${why}${token ? '?' : '.'}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure(`${api} answered ${response.status} without JSON: is this the address of a Matomo?`);
  }
}

/** Matomo's sentence, which may quote what it was sent, and ours. */
function refusal(message, token) {
  const said = clean(token ? message.replaceAll(token, '…') : message);
  const what = token ? 'does the token belong to a user who may view the site' : 'give --token-file, a file with a token of a user who may view the site';
  return `The reporting API refuses: “${said}” ${token ? 'Is the site id right, and' : 'Is the site id right? If so,'} ${what}${token ? '?' : '.'}`;
}
