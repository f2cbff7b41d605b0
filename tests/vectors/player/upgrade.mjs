/**
 * Scenarios in which the full file is asked for, at every place there is: the hits have to be those of the scenario as it is (issue 15).
 *
 * @module
 */

/** Does nothing, and only the full file has it. */
const ASKING = ['setGenerationTimeMs', 1];

/** The same behind the page's start, where there may be no queue yet; resolves when the full file has taken over, which alone shows `Matomo.JSON`. Not on a page behind it. */
const ASKING_LATER = `new Promise((resolve) => {
  if (!window.Matomo) return resolve();
  Matomo.DOM.onLoad(function () {});
  (function wait() { if (window.Matomo.JSON) resolve(); else setTimeout(wait, 5); })();
})`;

/** @typedef {import('./scenarios.mjs').Scenario & {at: string}} Asking `at` says where the full file is asked for */

/**
 * @param {import('./scenarios.mjs').Scenario} scenario
 * @returns {Asking[]} one for each place: before each row of the queue and behind the last, before each step and behind the last
 */
export function asking(scenario) {
  const { paq = [], steps = [] } = scenario;
  return [
    ...places(paq).map((at) => ({ ...scenario, paq: paq.toSpliced(at, 0, ASKING), at: `row ${at}` })),
    ...places(steps).map((at) => ({ ...scenario, steps: steps.toSpliced(at, 0, ['eval', ASKING_LATER]), at: `step ${at}` })),
  ];
}

/**
 * One of them for each scenario, another for the next: which is the same in each run.
 *
 * @param {import('./scenarios.mjs').Scenario[]} scenarios
 * @returns {Asking[]}
 */
export function sample(scenarios) {
  return scenarios.map((scenario, number) => {
    const all = asking(scenario);
    return all[(number * 7) % all.length];
  });
}

const places = (list) => Array.from({ length: list.length + 1 }, (_, at) => at);
