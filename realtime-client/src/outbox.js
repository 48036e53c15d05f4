/** Messages of this tab: they wait while there is no connection, as many as one burst may have and until their time is up. */
import { MessageError } from './message-error.js';

const MAX_WAITING = 50;
const TIMEOUT = 10_000;

export function createOutbox({ env, ask }) {
  const page = Array.from(env.crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(36)).join('');
  const entries = new Map();
  let open = false;
  let count = 0;

  function settle(id, error, payload) {
    const entry = entries.get(id);
    if (entry) {
      entries.delete(id);
      env.clearTimeout(entry.timer);
      if (error) {
        entry.reject(new MessageError(error));
      } else {
        entry.resolve(payload);
      }
    }
  }

  function flush() {
    for (const entry of entries.values()) {
      if (open && !entry.handed) {
        entry.handed = true;
        ask({ k: 'send', message: entry.message });
      }
    }
  }

  function failAll(code, those = () => true) {
    [...entries].filter(([, entry]) => those(entry)).forEach(([id]) => settle(id, { code, temporary: code !== 'closed' }));
  }

  return {
    send(type, payload, { timeout = TIMEOUT, id = `${page}.${++count}` } = {}) {
      const done = new Promise((resolve, reject) => {
        if ([...entries.values()].filter(({ handed }) => !handed).length >= MAX_WAITING) {
          reject(new MessageError({ code: 'queue_full', temporary: true }));
          return;
        }
        const timer = env.setTimeout(() => settle(id, { code: 'timeout', temporary: true }), timeout);
        entries.set(id, { message: { type, id, payload }, resolve, reject, timer });
        flush();
      });
      done.id = id;
      return done;
    },
    state(state) {
      open = state === 'open';
      flush();
    },
    reply({ id, type, payload }) {
      settle(id, type === 'rt.error' && payload, payload);
    },
    later(id) {
      const entry = entries.get(id);
      if (entry) {
        entry.handed = false;
      }
    },
    /** Another tab leads: nobody knows what came of what the one before was given. */
    lost() {
      open = false;
      failAll('lost', ({ handed }) => handed);
    },
    failAll,
  };
}
