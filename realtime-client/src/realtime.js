import { createAccess } from './access.js';
import { createBook } from './book.js';
import { createEmitter } from './emitter.js';
import { createHost } from './host.js';
import { createOutbox } from './outbox.js';
import { createTabs } from './tabs.js';

export { MessageError } from './message-error.js';

const DEFAULTS = { url: '/realtime', transports: ['websocket', 'sse', 'poll'], shared: true, credentials: 'same-origin' };

/**
 * Connects this page. What comes of it is in realtime.d.ts.
 * @param given the options
 * @param env what a browser has; tests bring their own
 */
export function connect(given, env = globalThis) {
  const options = { ...DEFAULTS, ...given };
  const tab = env.crypto.randomUUID?.() ?? `${env.Math.random()}`;
  const events = createEmitter(env);
  const removals = [];
  let status = { state: 'connecting', reconnects: 0 };
  let cursor;
  let closed = false;
  let leader;
  let host;
  let tabs;

  const access = createAccess(env, options, () => host?.refresh());
  const book = createBook({ env, emit: events.emit, ask });
  const outbox = createOutbox({ env, ask });

  /** To whoever leads. What nobody hears is in the report to the next leader. */
  function ask(message) {
    const asked = { ...message, tab };
    if (host) {
      host.hear(asked);
    } else {
      tabs?.post(asked);
    }
  }

  function view() {
    return { ...status, cursor, leader: host !== undefined };
  }

  function set(next) {
    status = next;
    cursor = next.cursor ?? cursor;
    events.emit('state', view());
    outbox.state(status.state);
  }

  const report = () => ask({ k: 'join', topics: book.report() });

  /** What the leader tells, this one included. */
  const hears = {
    lead({ leader: next }) {
      leader = next;
      outbox.lost();
      report();
    },
    status: ({ status: next }) => set(next),
    told: ({ topics, from, at }) => book.told(topics, from, at),
    event({ frame, all }) {
      cursor = frame.id ?? cursor;
      book.event(frame, all);
    },
    mark({ id }) {
      cursor = id;
      book.mark(id);
    },
    gap: (message) => book.gap(message),
    error: ({ error }) => events.emit('error', error),
    close({ reason, detail }) {
      outbox.failAll(reason);
      events.emit('close', { reason, detail });
    },
    reply: ({ frame }) => outbox.reply(frame),
    later: ({ id }) => outbox.later(id),
  };

  function hear(message) {
    if (closed || message.to && message.to !== tab) {
      return;
    }
    if (message.tab) {
      if (host && message.tab !== tab) {
        host.hear(message);
      }
      return;
    }
    if (message.by !== leader && message.k !== 'lead') {
      if (!leader) {
        leader = message.by;
      } else {
        return;
      }
    }
    hears[message.k]?.(message);
  }

  /** As leader, to all tabs. */
  function tell(message) {
    const told = { ...message, by: tab };
    if (message.to !== tab) {
      tabs.post(told);
    }
    hear(told);
  }

  function lead() {
    host = createHost({ env, options, access, tell, onTab: (other) => other !== tab && tabs.watch(other, () => host?.leave(other)) });
    tell({ k: 'lead', leader: tab });
    host.start();
  }

  async function join() {
    let key;
    try {
      // Whose tabs share a connection must be one user.
      key = typeof options.shared === 'string' || !options.shared || !options.token ? options.shared : await access.subject();
    } catch {
      // Then the connection says why.
    }
    if (!closed && !tabs) {
      tabs = createTabs({
        env, tab, key: key && `realtime ${access.here} ${key}`, onLead: lead, onMessage: hear, onFollow: report,
      });
    }
  }

  /** The page is put away, or frozen: others have to lead, and nothing may be held. */
  function leave() {
    ask({ k: 'bye' });
    host?.close();
    tabs?.close();
    host = tabs = leader = undefined;
    book.report();
    outbox.lost();
  }

  function away() {
    if (tabs) {
      leave();
      set({ ...status, state: 'waiting', reason: 'hidden', connection: undefined });
    }
  }

  function listen(target, name, listener) {
    target?.addEventListener?.(name, listener);
    removals.push(() => target?.removeEventListener?.(name, listener));
  }

  listen(env, 'online', () => host?.online());
  listen(env, 'offline', () => host?.offline());
  listen(env, 'pagehide', away);
  listen(env, 'pageshow', ({ persisted }) => persisted && join());
  listen(env.document, 'freeze', away);
  listen(env.document, 'resume', join);
  listen(env.document, 'visibilitychange', () => env.document.visibilityState === 'visible' && ask({ k: 'visible' }));
  join();

  return {
    subscribe: (topic, handlers) => book.subscribe(topic, handlers),
    send: (type, payload, how) => outbox.send(type, payload, how),
    publish: (topic, type, data, how) => outbox.send('rt.publish', { topic, type, data }, how),
    on: events.on,
    get state() {
      return status.state;
    },
    get status() {
      return view();
    },
    reconnect: () => ask({ k: 'reconnect' }),
    close() {
      if (!closed) {
        leave();
        closed = true;
        access.close();
        removals.forEach((remove) => remove());
        outbox.failAll('closed');
        set({ ...status, state: 'closed', reason: 'closed', connection: undefined, retryAt: undefined });
        events.emit('close', { reason: 'closed' });
      }
    },
  };
}
