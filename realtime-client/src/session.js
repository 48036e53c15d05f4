/*
 * One connection at a time, over the transport whose turn it is, and when to open the next one. It follows what the
 * ledger wants and tells:
 *
 *   status  status                         told    topics, own, from, at   verdicts on topics asked for from a position
 *   event   frame, all                     mark    id                      everything up to here was given
 *   gap     topic, reason                  error   error                   close   reason, detail
 */
import { createBackoff } from './backoff.js';
import { createLedger } from './ledger.js';
import { createPoster, errorFrame } from './outgoing.js';
import { openEventSource } from './transports/event-source.js';
import { openPoll } from './transports/poll.js';
import { openSse } from './transports/sse.js';
import { openWebSocket } from './transports/websocket.js';

const GRANT_WITHIN = 20_000;
const READY_WITHIN = 4_000;
const STABLE_AFTER = 30_000;
const SILENCE_GRACE = 10_000;
const HEARTBEAT = 15_000;
const TICK = 10_000;
const SYNC_AFTER = 10;
const SAME_IDLE = 1_000;
const IDLE_CUTS = 3;

export function createSession(env, options, access, cascade, tell, status) {
  const ledger = createLedger();
  const backoff = createBackoff(env);
  /** Messages on their way, by their ids. */
  const calls = new Map();
  const post = createPoster(access, status, answered);
  let idleCuts = [];
  /** Whether the last connection fell silent as soon as it was open. */
  let silenced;
  /** Whether the stream of events was not answered, the last time that it was tried. */
  let withheld;
  let ids = 0;
  let opened = false;
  let keepAlive;
  let retry;
  let syncing;
  /** Whether the token is a new one, which the server has not seen. */
  let renewed;
  let run;

  const now = () => env.Date.now();
  const online = () => env.navigator?.onLine !== false;

  function set(state, changes) {
    Object.assign(status, { state, retryAt: undefined, connection: undefined }, changes);
    tell('status', { ...status });
  }

  const report = (code, message, more) => tell('error', { code, message, transport: status.transport, ...more });

  /** Lets go of the connection and of all that belongs to it. */
  function leave(why = {}) {
    const left = run;
    run = undefined;
    [retry, syncing, left?.late, left?.tick, left?.stable].forEach(env.clearTimeout);
    syncing = undefined;
    left?.channel?.close();
    ledger.reset();
    // Whether these were done is not known; what they caused is replayed with their ids.
    calls.forEach(({ direct }, id) => direct && answered(errorFrame(id, why)));
  }

  async function open(quiet) {
    leave();
    const mine = { heard: now(), transport: cascade.current };
    const live = (handle) => (value) => run === mine && handle(value);
    run = mine;
    if (quiet !== true) {
      set(online() ? 'connecting' : 'offline', { transport: mine.transport });
    }
    mine.late = env.setTimeout(live(() => ended({ reason: 'no_answer' })), GRANT_WITHIN);
    try {
      const start = { websocket: openWebSocket, sse: env.ReadableStream ? openSse : openEventSource, poll: openPoll }[mine.transport];
      const renew = () => access.grant(start === openWebSocket || start === openEventSource);
      const grant = await renew();
      if (run === mine) {
        env.clearTimeout(mine.late);
        mine.late = env.setTimeout(live(late), READY_WITHIN);
        Object.assign(mine, ledger.plan(start !== openWebSocket));
        mine.channel = start({
          env, options, grant, renew, keepAlive, asked: mine.asked, cursor: mine.cursor,
          on: { begun: live(() => (mine.begun = true)), frame: live(take), end: live(ended) },
        });
      }
    } catch (error) {
      live(ended)(error ?? {});
    }
  }

  /** Nothing was said in time: on to the next transport. */
  function late() {
    if (run.begun) {
      buffered(run.transport);
    }
    withheld = !run.begun && run.transport === 'sse';
    ended({ reason: run.begun ? 'buffered' : 'no_answer', skip: true });
  }

  function buffered(transport) {
    const text = `realtime: a proxy buffers ${transport}`;
    env.console.warn(text);
    report('buffered', text, { transport });
  }

  function take(frame) {
    const { type, id, payload } = frame;
    run.heard = now();
    tick();
    if (type === 'rt.close') {
      ended(payload);
    } else if (type === 'rt.ready') {
      ready(id, payload);
    } else if (type === 'rt.ack' || type === 'rt.error') {
      answered(frame);
    } else if (type === 'rt.gap' || type === 'rt.heartbeat') {
      if (payload?.topic) {
        tell('gap', payload.topic, payload.reason);
      }
      if (id) {
        status.cursor = id;
        if (ledger.checkpoint(id)) {
          tell('mark', id);
        }
      }
    } else {
      status.cursor = id ?? status.cursor;
      tell('event', frame, ledger.event(frame));
    }
  }

  const own = () => ledger.topics((entry) => entry.own);

  const told = (topics, asked, from, at, first) =>
    tell('told', ledger.told(topics, asked, from, at, first), own(), from, at);

  function ready(id, { connection, heartbeat = HEARTBEAT, topics = {} }) {
    env.clearTimeout(run.late);
    run.ready = now();
    run.heartbeat = heartbeat;
    cascade.ready();
    run.stable = env.setTimeout(() => {
      backoff.reset();
      renewed = false;
      if (cascade.stable()) {
        open();
      }
    }, STABLE_AFTER);
    status.cursor = id ?? status.cursor;
    told(topics, run.asked, run.cursor, id, true);
    const again = opened && status.state !== 'open';
    opened = true;
    set('open', { connection, reason: undefined, reconnects: status.reconnects + again });
    if (withheld && run.transport === 'poll') {
      // The server is there, and what ends is let through: some proxies keep even the head of what does not.
      buffered('sse');
    }
    withheld = false;
    sync();
  }

  function answered(frame) {
    const { id, type, payload } = frame;
    const call = calls.get(id);
    if (call) {
      calls.delete(id);
      status.latency = now() - call.sent;
      call.answer(frame);
    } else if (!id) {
      report(payload.code, payload.message);
    }
  }

  function send(id, text, answer) {
    const direct = run.channel.send;
    calls.set(id, { direct, answer, sent: now() });
    (direct ?? post)(text, id);
  }

  /** Asks of the protocol itself; only a WebSocket takes them. */
  function ask(type, payload, answer) {
    const id = `rt.${++ids}`;
    send(id, JSON.stringify({ type, id, payload }), (frame) => run && answer?.(frame));
  }

  function syncSoon(delay = SYNC_AFTER) {
    syncing ??= env.setTimeout(sync, delay);
  }

  /** Has the connection follow what is wanted. */
  function sync() {
    syncing = undefined;
    if (!run) {
      // Without topics there was nothing to open.
      if (status.reason === 'no_topics') {
        open();
      }
    } else if (run.ready && ledger.differs()) {
      if (!run.channel.send) {
        open(true);
        return;
      }
      const asks = ledger.asks();
      if (ledger.gone.size) {
        ask('rt.unsubscribe', { topics: [...ledger.gone] });
        ledger.gone.clear();
      }
      asks.forEach((topics, since) => ask('rt.subscribe', { topics, since }, ({ type, payload }) => {
        if (type === 'rt.ack') {
          told(payload.topics, topics, since, payload.cursor);
        } else if (payload.temporary) {
          ledger.again('asked');
          syncSoon(payload.retryAfterMs ?? backoff.next());
        } else {
          told(Object.fromEntries(topics.map((topic) => [topic, { error: payload.code }])), topics, since);
        }
      }));
    }
  }

  /** Begun anew with each frame: browsers hold up the timers of hidden pages that were set by timers a few times over. */
  function tick() {
    env.clearTimeout(run.tick);
    run.tick = env.setTimeout(() => {
      if (keepAlive && run.channel.send) {
        // It is refused, which is as good a sign of life as any.
        ask('rt.unsubscribe', { topics: ['rt.keepalive'] });
      }
      tick();
      watch();
    }, Math.min(TICK, keepAlive ?? TICK));
  }

  /** A connection that says nothing for too long is dead, whatever the socket believes. */
  function watch() {
    if (run?.ready && now() - run.heard > run.heartbeat + SILENCE_GRACE) {
      // One that was alive for a while is held back by nobody: the machine slept, for instance.
      ended({ reason: 'silent', skip: run.heard - run.ready < run.heartbeat });
    }
  }

  /** Connections that end without a word, each after the same time without traffic, are cut by something in between. */
  function idleCut() {
    const idleMs = now() - run.heard;
    idleCuts = [...idleCuts, idleMs].slice(-IDLE_CUTS);
    const least = Math.min(...idleCuts);
    if (idleCuts.length === IDLE_CUTS && least > SAME_IDLE && Math.max(...idleCuts) - least < SAME_IDLE && idleMs < run.heartbeat) {
      idleCuts = [];
      keepAlive = least * 0.6;
      report('idle_timeout', undefined, { idleMs: least });
      return run.transport === 'sse' && cascade.advance();
    }
    return false;
  }

  function ended(why) {
    const { reason, reconnect, retryAfterMs, detail, topic, skip } = why;
    const { ready: was, asked = [], channel } = run;
    let next = false;
    if (was && !reason) {
      next = idleCut();
    }
    leave(reason === 'too_big' ? why : undefined);
    if (topic) {
      // One topic refuses all.
      ledger.refuse(topic);
      tell('told', { [topic]: { error: reason } }, []);
      open(true);
    } else if (/^(unauthorized|expired)$/.test(reason) && access.renew() && !renewed) {
      renewed = true;
      open();
    } else if (reason === 'bad_request' && channel && !channel.send && !asked.length) {
      if (ledger.differs()) {
        open();
      } else {
        set('waiting', { reason: 'no_topics' });
      }
    } else if (reason === 'replaced') {
      set('waiting', { reason });
    } else if (reconnect === false && !/^(too_big|not_offered)$/.test(reason)) {
      stop(reason, detail);
    } else {
      if (reason === 'token') {
        report(reason, detail);
      }
      if (was) {
        cascade.lost();
        if (skip && silenced) {
          buffered(status.transport);
          next = cascade.advance();
        }
        silenced = skip && !silenced;
      } else {
        access.relocate();
        if (reason === 'not_offered') {
          next = opened ? cascade.failed() : cascade.absent();
        } else if (online()) {
          next = skip ? cascade.advance() : !reason && cascade.failed();
        }
      }
      if (cascade.exhausted) {
        stop(reason, detail);
      } else {
        come(reason ?? (was ? 'lost' : 'unreachable'), next ? 0 : retryAfterMs);
      }
    }
  }

  /** Comes back later. */
  function come(reason, delay = backoff.next()) {
    retry = env.setTimeout(open, delay);
    set(online() ? 'waiting' : 'offline', { reason, retryAt: now() + delay });
  }

  function stop(reason, detail) {
    set('closed', { reason });
    tell('close', reason, detail);
  }

  /** Whether it has not been sent away. */
  const wanted = () => run || status.retryAt;

  return {
    own,
    ledger,
    status,
    open,
    syncSoon,
    /** Sends an application's message; whether it could. */
    send(id, text, answer) {
      if (run?.ready) {
        send(id, text, answer);
      }
      return run?.ready;
    },
    /** The page is looked at: a good moment to see whether the connection lives, or to come back. */
    visible() {
      watch();
      if (status.reason === 'replaced') {
        open();
      }
    },
    online() {
      if (wanted() && !run?.ready) {
        open();
      }
    },
    offline() {
      if (wanted()) {
        leave();
        come('offline');
      }
    },
    /** The user wants it now. */
    reconnect() {
      ledger.again('refused');
      renewed = false;
      open();
    },
    /** The token will end soon, and there is another one. */
    async refresh() {
      const mine = run;
      if (mine?.ready && !mine.channel.send) {
        open(true);
      } else if (mine?.ready) {
        const token = await access.token().catch(({ reason, detail }) => report(reason, detail));
        if (token && run === mine) {
          // If it is refused the connection lives until its own token ends.
          ask('rt.authenticate', { token });
        }
      }
    },
    close() {
      leave();
      calls.clear();
    },
  };
}
