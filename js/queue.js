// `_paq`: rows of a command and its arguments, held until the tracker is there and applied at once afterwards.

// Commands that are about one tracker alone.
const FOR_FIRST_TRACKER = ['addTracker', 'setTrackerUrl', 'setSiteId'];

/**
 * @param {object[]} trackers those that get every command
 * @param {() => object} matomo `window.Matomo`, for static plugin calls
 */
export function createQueue(trackers, matomo) {
  let missed = [];

  function apply(row) {
    const [command, ...given] = row;
    if (typeof command == 'function') {
      for (const tracker of trackers) command.apply(tracker, given);
      return;
    }
    const [owner, method] = String(command).split('::');
    if (method) {
      const plugin = matomo()[owner];
      if (plugin && typeof plugin[method] == 'function') plugin[method](...given);
      else missed.push(row);
      return;
    }
    const [pluginName, pluginMethod] = String(command).split('.');
    for (const tracker of trackers) {
      const target = pluginMethod ? tracker[pluginName] : tracker;
      const name = pluginMethod || command;
      if (typeof target != 'object') {
        missed.push(row);
        return;
      }
      if (typeof target[name] == 'function') {
        target[name](...given);
      } else {
        const unknown = new TypeError(`there is no command "${command}"`);
        if (!pluginMethod) throw unknown;
        console.error('Crumbless:', unknown);
      }
      if (FOR_FIRST_TRACKER.includes(command)) return;
    }
  }

  return {
    apply,

    /** What `_paq.push` is: several rows at once, each applied even if another is wrong. */
    push(...rows) {
      const thrown = eachRow(rows, apply);
      if (thrown) throw thrown;
    },

    /** `retryMissedPluginCalls`: calls that came before their plugin. */
    retry() {
      const again = missed;
      missed = [];
      eachRow(again, apply);
    },
  };
}

/** Applies the initial queue: the commands of `first` in that order, then the others. */
export function applyAll(queue, first, apply) {
  const rows = [];
  eachRow(Array.from(queue || []), (row) => {
    if (row) rows.push([...row]);
  });
  const rank = ([command]) => (first.includes(command) ? first.indexOf(command) : first.length);
  rows.sort((one, other) => rank(one) - rank(other));
  eachRow(rows, apply);
}

/** Does something with each row and returns what the first wrong one threw, as `push` has to throw it. */
function eachRow(rows, work) {
  let thrown;
  for (const row of rows) {
    try {
      work(row);
    } catch (error) {
      thrown ||= error;
      console.error('Crumbless:', error);
    }
  }
  return thrown;
}
