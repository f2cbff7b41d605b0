/**
 * `npm run compare -- --reference matomo.js`: random visits, each with a matomo.js and with ours, and where their hits and return values
 * differ. The vectors are what matomo.js does in cases that somebody thought of; this looks for the others.
 *
 *   --reference FILE   a matomo.js
 *   --tracker FILE     ours; dist/matomo.full.js is the default, which answers at once
 *   --visits N         how many
 *   --seed N           the first of them; `--visits 1` with the seed of one repeats it
 *   --verbose          also the page of a visit that differs
 *
 * @module
 */
import { parseArgs } from 'node:util';
import { visitOf } from './visits.mjs';
import { launch } from '../engines/chromium.mjs';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { runMain } from '../../scripts/lib/progress.mjs';
import { compare, paramsOf } from '../vectors/player/compare.mjs';
import { replay } from '../vectors/player/replay.mjs';
import { startSite } from '../vectors/player/site.mjs';

const OPTIONS = {
  reference: { type: 'string' },
  tracker: { type: 'string', default: fromRoot('dist/matomo.full.js') },
  visits: { type: 'string', default: '200' },
  seed: { type: 'string', default: '1' },
  verbose: { type: 'boolean', default: false },
};

const AT_ONCE = 6;

/** Chance, time, and what depends on the moment at which a hit leaves. */
const VARYING = ['r', 'h', 'm', 's', 'uadata', 'pv_id', '_refts'];

await runMain(async () => {
  const { reference, tracker, visits, seed, verbose } = parseArgs({ options: OPTIONS }).values;
  if (!reference) throw new Error('--reference is missing: the path of a matomo.js to compare with.');
  const sites = await Promise.all([reference, tracker].map((file) => startSite({ tracker: file })));
  const browser = await launch();
  const seeds = Array.from({ length: Number(visits) }, (_, index) => Number(seed) + index);
  let [equal, thrown, hits] = [0, 0, 0];
  const worker = async () => {
    for (let one = seeds.shift(); one !== undefined; one = seeds.shift()) {
      const visit = visitOf(one);
      const [theirs, ours] = await Promise.all(sites.map((site) => sent(visit, browser, site)));
      if (theirs.pageErrors.length > 0 || theirs.results.thrown) {
        thrown += 1; // What matomo.js did not do then, ours did.
        continue;
      }
      const lines = compare({ requests: theirs.hits.map(paramsOf), results: theirs.results }, ours, { ignore: ['send_image'] });
      lines.push(...compareErrors(theirs.pageErrors, ours.pageErrors));
      hits += theirs.hits.length;
      if (lines.length === 0) equal += 1;
      else console.log(`\n--seed ${one}\n  ${lines.join('\n  ')}${verbose ? `\n${story(visit)}` : ''}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    await browser.close();
    for (const site of sites) await site.close();
  }
  console.log(`\n${equal} of ${visits} visits are equal, with ${hits} hits; in ${thrown} others matomo.js throws.`);
  return equal + thrown === Number(visits) ? 0 : 1;
});

/** What a visit sends, with the addresses of the run as the scenario had them. */
async function sent(visit, browser, site) {
  const { hits, results, pageErrors } = await replay(visit, { browser, site, count: 0 });
  const bare = (text) => text.replaceAll(site.self, '%SELF%').replaceAll(site.other, '%OTHER%').replace(new RegExp(`${visit.name}-\\d+`, 'g'), '%RUN%');
  return {
    hits: hits.map(({ params }) => ({ params: params.map(([name, value]) => [name, VARYING.includes(name) ? '*' : bare(value)]) })),
    results: JSON.parse(bare(JSON.stringify(results))),
    pageErrors,
  };
}

function compareErrors(theirs, ours) {
  return ours.filter((error) => !theirs.includes(error)).map((error) => `ours throws ${error}`);
}

function story({ title, search, referrer, paq, steps }) {
  return [JSON.stringify({ title, search, referrer }), ...paq, ...steps.filter(([kind]) => kind === 'eval').map(([, code]) => code)].map((line) => `    ${line}`).join('\n');
}
