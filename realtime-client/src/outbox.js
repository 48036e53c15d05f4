/* Messages of this tab: they wait while there is no connection, as many as one burst may have and until their time is up. */
const MAX_WAITING = 50;
const TIMEOUT = 10_000;

const failure = ({ code, message = code, temporary = false, retryAfterMs }) =>
  Object.assign(new Error(message), { code, temporary, retryAfterMs });

export function createOutbox(env, tab, ask) {
  const entries = new Map();
  let open = false;
  let count = 0;

  function settle(id, error, payload) {
    const entry = entries.get(id);
    if (entry) {
      entries.delete(id);
      env.clearTimeout(entry.timer);
      if (error) {
        entry.reject(failure(error));
      } else {
        entry.resolve(payload);
      }
    }
  }

  function flush() {
    entries.forEach((entry, id) => {
      if (open && !entry.handed) {
        entry.handed = true;
        ask('send', id, entry.text);
      }
    });
  }

  return {
    send(type, payload, { timeout = TIMEOUT } = {}) {
      const id = `${tab}.${++count}`;
      const fail = (code) => settle(id, { code, temporary: true });
      const done = new Promise((resolve, reject) => {
        const text = JSON.stringify({ type, id, payload });
        entries.set(id, { text, resolve, reject, timer: env.setTimeout(() => fail('timeout'), timeout) });
        if (entries.size > MAX_WAITING) {
          fail('queue_full');
        }
      });
      done.id = id;
      flush();
      return done;
    },
    /** The connection is open, or is not. */
    open(now) {
      open = now;
      flush();
    },
    reply({ id, type, payload }) {
      settle(id, type === 'rt.error' && payload, payload);
    },
    /** There was no connection after all. */
    later(id) {
      const entry = entries.get(id);
      if (entry) {
        entry.handed = false;
      }
    },
    /** Another tab leads: nobody knows what came of what the one before was given. */
    lost() {
      open = false;
      entries.forEach(({ handed }, id) => handed && settle(id, { code: 'lost', temporary: true }));
    },
    /** There will be no connection. */
    close(code) {
      entries.forEach((entry, id) => settle(id, { code }));
    },
  };
}
