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
    if (typeof command == 'function') return trackers.forEach((tracker) => command.apply(tracker, given));
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
        const message = `Crumbless: there is no command "${command}"`;
        console.error(message);
        if (!pluginMethod) throw new TypeError(message);
      }
      if (FOR_FIRST_TRACKER.includes(command)) return;
    }
  }

  return {
    apply,

    /** What `_paq.push` is: several rows at once, each applied even if another is wrong. */
    push(...rows) {
      eachRow(rows, apply);
    },

    /** `retryMissedPluginCalls`: calls that came before their plugin. */
    retry() {
      const again = missed;
      missed = [];
      again.forEach(apply);
    },
  };
}

/** Applies the initial queue: the commands of `first` in that order, then the others. */
export function applyAll(queue, first, apply) {
  const rows = Array.from(queue || []).filter((row) => row && row.length);
  const rank = (row) => (first.includes(row[0]) ? first.indexOf(row[0]) : first.length);
  rows.sort((one, other) => rank(one) - rank(other));
  try {
    eachRow(rows, apply);
  } catch {
    // Already in the console; a wrong row costs the page's other scripts nothing.
  }
}

/** Applies all rows and then throws what the first wrong one threw, as `push` has to. */
function eachRow(rows, apply) {
  const errors = [];
  for (const row of rows) {
    try {
      apply(row);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length) throw errors[0];
}
