/** A page as `crumbless check` sees it, with nothing wrong, for tests of what it says. */

/**
 * @param {Partial<import('../../../cli/lib/visit.mjs').Visit>} [other] what is not so
 * @returns {import('../../../cli/lib/visit.mjs').Visit}
 */
export function calm({ state, ...other } = {}) {
  return {
    url: 'https://www.site.example/',
    status: 200,
    isAtRest: true,
    exchanges: [],
    cookies: [],
    violations: [],
    console: [],
    end: null,
    isTooMuch: false,
    state: {
      title: 'A page',
      hasMatomo: true,
      version: null,
      waitingCommands: [],
      trackers: [{ url: 'https://m.example/matomo.php', site: '7', waitsForConsent: true, isOurs: true }],
      asksNotToTrack: false,
      storage: { localStorage: [], sessionStorage: [], indexedDB: [] },
      lies: [],
      isBusy: false,
      wasQueried: true,
      ...state,
    },
    ...other,
  };
}
