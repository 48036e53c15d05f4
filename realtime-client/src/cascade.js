/*
 * Which transport to try. What worked is remembered for an hour, for other pages too. A transport that worked once and
 * fails later may have met a server that was away: whoever ended up on a lesser one meanwhile tries it once more.
 */
const FAILURES = 2;
const HOUR = 3_600_000;

export function createCascade(names, key, env) {
  const missing = new Set();
  let failures = 0;
  let tried = false;
  let until = 0;
  let best;
  let index = 0;

  try {
    const [name, end] = JSON.parse(env.localStorage.getItem(key));
    if (end > env.Date.now() && names.includes(name)) {
      best = index = names.indexOf(name);
      until = end;
    }
  } catch {
    // No storage, or nothing in it.
  }

  function save() {
    until = env.Date.now() + HOUR;
    try {
      env.localStorage.setItem(key, JSON.stringify([names[index], until]));
    } catch {
      // Then it is remembered by this page alone.
    }
  }

  /** Whether there is another one that was not tried in this round. */
  function advance() {
    failures = 0;
    do {
      index = (index + 1) % names.length;
    } while (missing.has(index) && missing.size < names.length);
    return index > 0;
  }

  return {
    get current() {
      return names[index];
    },
    get exhausted() {
      return missing.size === names.length;
    },
    advance,
    failed: () => ++failures >= FAILURES && advance(),
    /** The server does not offer this one. */
    absent() {
      missing.add(index);
      return advance();
    },
    ready() {
      failures = 0;
      if (!(index > best) || tried) {
        best = index;
        tried = false;
        save();
      }
    },
    /** Whether to leave a connection that has proven stable for a better one. */
    stable() {
      if (index > best && !tried) {
        tried = true;
        index = best;
        return true;
      }
      return false;
    },
    /** A connection was lost. */
    lost() {
      if (env.Date.now() > until) {
        index = 0;
        best = undefined;
      }
    },
  };
}
