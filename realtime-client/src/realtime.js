import { createAccess } from './access.js';
import { createBook } from './book.js';
import { createCascade } from './cascade.js';
import { createEmitter } from './emitter.js';
import { createHost } from './host.js';
import { createOutbox } from './outbox.js';
import { createSession } from './session.js';
import { createTabs } from './tabs.js';

/**
 * Connects this page. What comes of it is in realtime.d.ts.
 * @param given the options
 * @param env what a browser has; tests bring their own
 */
export function connect(given, env = globalThis) {
  const options = { url: '/realtime', transports: ['websocket', 'sse', 'poll'], shared: true, ...given };
  // No secret, but no other tab's.
  const tab = env.Math.random().toString(36).slice(2);
  const { on, emit, call } = createEmitter(env);
  const { document } = env;
  const ending = new AbortController();
  const { signal } = ending;
  let status = { state: 'connecting', reconnects: 0 };
  let cursor;
  let leader;
  let session;
  let host;
  let tabs;

  const access = createAccess(env, options, () => session?.refresh());
  const book = createBook(tab, emit, call, ask);
  const outbox = createOutbox(env, tab, ask);

  /** To whoever leads. What nobody hears is in the report to the next leader. */
  function ask(kind, ...what) {
    if (host) {
      host[kind](tab, ...what);
    } else {
      tabs?.post({ tab, kind, what });
    }
  }

  const view = () => ({ ...status, cursor, leader: !!host });

  function set(next) {
    status = next;
    cursor = next.cursor ?? cursor;
    emit('state', view());
    outbox.open(status.state === 'open');
  }

  const report = () => ask('join', book.report(), status.state);

  /** What the leader tells, this one included. */
  const hears = {
    lead() {
      outbox.lost();
      report();
    },
    status: set,
    told: book.told,
    event(frame, all) {
      cursor = frame.id ?? cursor;
      book.event(frame, all);
    },
    mark(id) {
      cursor = id;
      book.mark(id);
    },
    gap: book.gap,
    error: (error) => emit('error', error),
    close(reason, detail) {
      outbox.close(reason);
      emit('close', { reason, detail });
    },
    reply(frame, latency) {
      status.latency = latency;
      outbox.reply(frame);
    },
    later: outbox.later,
  };

  /** From another tab to the leader, or from the leader to all tabs, or to one. */
  function hear({ tab: other, by, to, kind, what }) {
    if (other) {
      host?.[kind]?.(other, ...what);
    } else if (!to || to === tab) {
      if (!leader || kind === 'lead') {
        leader = by;
      }
      if (by === leader) {
        hears[kind]?.(...what);
      }
    }
  }

  /** As leader, to one tab or to all. */
  function tell(to, kind, ...what) {
    const message = { by: tab, to, kind, what };
    if (to !== tab) {
      tabs?.post(message);
    }
    hear(message);
  }

  function lead() {
    session = createSession(env, options, access, createCascade(options.transports, `realtime:${access.here} ${options.transports}`, env), tell.bind(null, undefined), { ...status });
    host = createHost(session, tell, (other) => other !== tab && tabs.watch(other, () => host?.gone(other)));
    tell(undefined, 'lead');
    // What the server said to the tab before counts for this one.
    if (status.state !== 'closed' && status.reason !== 'replaced') {
      session.open();
    }
  }

  async function join() {
    let key = options.shared;
    if (key === true && options.token) {
      // Whose tabs share a connection must be one user. If there is no token the connection says why.
      key = await access.subject().catch(() => {});
    }
    if (!signal.aborted && !tabs) {
      tabs = createTabs(env, tab, key && `realtime/1 ${access.here} ${key}`, lead, report, hear);
    }
  }

  /** The page is put away, or frozen: others have to lead, and nothing may be held. */
  function leave(state, reason) {
    ask('bye');
    session?.close();
    tabs?.close();
    host = session = tabs = leader = undefined;
    book.report();
    outbox.lost();
    set({ ...status, state, reason, connection: undefined, retryAt: undefined });
  }

  const away = () => tabs && leave('waiting', 'hidden');

  const listen = (target, name, listener) => target?.addEventListener(name, listener, { signal });

  listen(env, 'online', () => session?.online());
  listen(env, 'offline', () => session?.offline());
  listen(env, 'pagehide', away);
  listen(env, 'pageshow', ({ persisted }) => persisted && join());
  listen(document, 'freeze', away);
  listen(document, 'resume', join);
  listen(document, 'visibilitychange', () => document.hidden || ask('visible'));
  join();

  return {
    on,
    subscribe: book.subscribe,
    send: outbox.send,
    publish: (topic, type, data, how) => outbox.send('rt.publish', { topic, type, data }, how),
    get state() {
      return status.state;
    },
    get status() {
      return view();
    },
    reconnect: () => ask('reconnect'),
    close() {
      if (!signal.aborted) {
        ending.abort();
        access.close();
        outbox.close('closed');
        leave('closed', 'closed');
        emit('close', { reason: 'closed' });
      }
    },
  };
}
