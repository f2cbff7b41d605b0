/*
 * A tracker plugin as a third party writes it, in the shape that Matomo's developer guide asks for: it may be loaded
 * before or after the tracker, and more than once. It counts the hits of each tracker and says the count in each of them.
 */
(function () {
  function addTo(tracker) {
    const label = { text: '' };
    tracker.HitCounter = {
      hits: 0,
      setLabel(text) {
        label.text = text;
      },
      next() {
        this.hits += 1;
        return `&counter_hit=${this.hits}&counter_label=${encodeURIComponent(label.text)}`;
      },
    };
  }

  function append(info) {
    return info && info.tracker ? info.tracker.HitCounter.next() : '';
  }

  function init() {
    if (typeof window.Matomo !== 'object' || typeof window.Matomo.HitCounter === 'object') return;

    window.Matomo.HitCounter = {
      greetings: [],
      greet(name) {
        this.greetings.push(name);
      },
    };
    window.Matomo.addPlugin('HitCounter', { log: append, event: append });
    // Trackers that will be made, and those that were made before this file came.
    window.Matomo.on('TrackerSetup', addTo);
    window.Matomo.getAsyncTrackers().forEach(addTo);
    // What the page asked of the plugin before it was there.
    window.Matomo.retryMissedPluginCalls();
  }

  if (typeof window.Matomo === 'object') {
    init();
  } else {
    if (typeof window.matomoPluginAsyncInit !== 'object') window.matomoPluginAsyncInit = [];
    window.matomoPluginAsyncInit.push(init);
  }
})();
