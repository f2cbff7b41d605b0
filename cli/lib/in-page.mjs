/**
 * What runs inside the page that is looked at: functions without anything around them, since their text is sent there.
 *
 * @module
 */

/**
 * Runs before the page's own scripts and tells what cannot be seen from outside: what the policy refused, and what beacons carry.
 *
 * @param {string} tell the name of the function that takes what is told
 */
export function overhear(tell) {
  const say = window[tell];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, disposition }) => {
    say({ violation: { directive: effectiveDirective, blocked: blockedURI, isReportOnly: disposition === 'report' } });
  });
  const { sendBeacon } = Navigator.prototype;
  Navigator.prototype.sendBeacon = function (url, data) {
    if (data instanceof Blob) data.text().then((body) => say({ beacon: { url: new URL(url, document.baseURI).href, body } }));
    return sendBeacon.apply(this, arguments);
  };
}

/** What the page says when it has come to rest. */
export async function interview() {
  const attempt = (ask) => {
    try {
      return ask();
    } catch {
      return undefined; // a sandboxed page may not look at its own storage, and a tracker of another kind may have no such method
    }
  };
  const { Matomo, _paq } = window;
  const trackers = attempt(() => Matomo.getAsyncTrackers()) ?? [];
  const databases = await Promise.resolve(attempt(() => indexedDB.databases())).catch(() => []);
  return {
    title: document.title,
    hasMatomo: typeof Matomo === 'object' && Matomo !== null,
    waitingCommands: Array.isArray(_paq) ? _paq.map((row) => String(row?.[0])) : [],
    trackers: trackers.map((tracker) => ({
      url: attempt(() => new URL(tracker.getTrackerUrl(), document.baseURI).href) ?? '',
      site: String(attempt(() => tracker.getSiteId()) ?? ''),
      waitsForConsent: Boolean(attempt(() => tracker.isConsentRequired() && !tracker.hasConsent())),
    })),
    asksNotToTrack: navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true,
    storage: {
      localStorage: attempt(() => Object.keys(localStorage)) ?? [],
      sessionStorage: attempt(() => Object.keys(sessionStorage)) ?? [],
      indexedDB: (databases ?? []).map(({ name }) => String(name)),
    },
  };
}
