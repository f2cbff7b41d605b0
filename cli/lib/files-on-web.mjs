/**
 * The tracker files of a page, or a tracker file, on a website. The page is only read as text: no browser runs it, and it may be anybody's.
 *
 * @module
 */
import { MOST_BYTES } from './files-on-disk.mjs';
import { ENGAGEMENT_FILE, FALLBACK_FILE, FULL_FILE, TRACKER_FILE } from '../../js/snippet.js';
import { recognise } from './files.mjs';
import { trackersIn } from './page-trackers.mjs';
import { ask } from './response.mjs';
import { clean } from './text.mjs';

/** The files that look for the others in their own folder. */
const ASKING = [TRACKER_FILE, 'matomo.js', FULL_FILE];
const MOST_REDIRECTS = 5;
/** Time for one file. */
const FILE_MS = 10_000;
const IS_SCRIPT = ['crumbless', 'bundle', 'unmarked', 'unmarked bundle', 'matomo'];

/**
 * @param {string} address of a page or a file
 * @param {import('./deadline.mjs').Deadline} deadline
 * @returns {Promise<{files: import('./versions.mjs').Found[], problems: string[]}>}
 */
export async function onWeb(address, deadline) {
  if (!URL.canParse(address)) return { files: [], problems: [`${clean(address)} is not an address: pass one like https://www.example.org/.`] };
  const answer = await get(new URL(address), deadline);
  if (answer.problem) return { files: [], problems: [answer.problem] };
  if (IS_SCRIPT.includes(recognise(answer.bytes))) return withOthers([{ url: answer.url, answer }], deadline);
  const named = trackersIn(answer.bytes.toString('utf8'), answer.url.href);
  if (named.length === 0) {
    return { files: [], problems: [`${clean(address)} names no tracker file in its HTML: pass the address of the file, or use \`npx crumbless check\`, which opens the page in a browser.`] };
  }
  return withOthers(named, deadline);
}

/** Each file that was named, and those that it would load from its folder. */
async function withOthers(named, deadline) {
  const all = await Promise.all(named.map(async ({ url, full, fallback, engagement, answer }) => {
    const first = answer ?? (await get(url, deadline));
    if (first.problem) return { files: [], problems: [first.problem] };
    const file = toFound(url, first.bytes, url.href);
    if (!ASKING.includes(file.name) || !IS_SCRIPT.includes(recognise(first.bytes)) || recognise(first.bytes) === 'matomo') return { files: [file], problems: [] };
    const places = [file.name === FULL_FILE ? undefined : (full ?? new URL(FULL_FILE, url)), fallback ?? new URL(FALLBACK_FILE, url), engagement ?? new URL(ENGAGEMENT_FILE, full ?? url)].filter(Boolean);
    const others = await Promise.all(places.map(async (place) => ({ place, answer: await get(place, deadline) })));
    return {
      files: [file, ...others.filter(({ answer }) => !answer.problem).map(({ place, answer }) => toFound(place, answer.bytes, url.href))],
      problems: others.flatMap(({ answer }) => (answer.problem ? [`${answer.problem.replace(/\.$/, '')}. The file loads it when it is needed.`] : [])),
    };
  }));
  const files = all.flatMap((one) => one.files);
  // A page may name a file twice, and then it is the same.
  return { files: files.filter(({ place }, index) => files.findIndex((other) => other.place === place) === index), problems: [...new Set(all.flatMap((one) => one.problems))] };
}

const toFound = (url, bytes, group) => ({ place: url.href, name: url.pathname.split('/').pop(), group, bytes });

/** @returns {Promise<{url: URL, bytes: Buffer} | {problem: string}>} what is there in the end */
async function get(url, deadline) {
  const shown = clean(url.href);
  let at = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const milliseconds = Math.floor(Math.min(FILE_MS, deadline.left()));
    if (milliseconds <= 0) return { problem: `${shown} did not respond in time: check the address, or use more --seconds.` };
    let response;
    try {
      response = await ask(at, { milliseconds, bytes: MOST_BYTES });
    } catch (error) {
      const why = error.name === 'TimeoutError' ? 'no response in time' : (error.cause?.code ?? error.cause?.message ?? error.message);
      return { problem: `${shown} cannot be loaded (${clean(why)}): check the address, and that the server is running.` };
    }
    const { status, location, bytes, isWhole } = response;
    if (status >= 300 && status < 400 && location !== null) {
      if (!URL.canParse(location, at.href) || !/^https?:$/.test(new URL(location, at.href).protocol)) return { problem: `${shown} redirects to something that is not a website (${clean(location)}): fix the redirect.` };
      at = new URL(location, at.href);
      continue;
    }
    if (status !== 200) return { problem: `${shown} cannot be loaded (status ${status}): put the file there, or correct the address.` };
    if (!isWhole) return { problem: `${shown} is not a tracker file: the response is larger than ${MOST_BYTES / 1024 / 1024} MiB, or did not end in time.` };
    return { url: at, bytes };
  }
  return { problem: `${shown} redirects more than ${MOST_REDIRECTS} times: fix the redirects on the server.` };
}
