/*
 * One connection at a time, over the transport whose turn it is, and when to open the next one. It follows what the
 * ledger wants and tells everything as messages `{k: kind, ...}`:
 *
 *   status  {status}                       told     {topics, from, at}     verdicts on topics asked for from a position
 *   event   {frame, all}                   mark     {id}                   everything up to here was given
 *   gap     {topic, reason}                error    {error}                close  {reason}
 */
import { createBackoff } from './backoff.js';
import { createLedger } from './ledger.js';
import { createPoster, errorFrame } from './outgoing.js';
import { stops } from './reasons.js';
import { openEventSource } from './transports/event-source.js';
import { openPoll } from './transports/poll.js';
import { openSse } from './transports/sse.js';
import { openWebSocket } from './transports/websocket.js';

const READY_WITHIN = 4_000;
const STABLE_AFTER = 30_000;
const SILENCE_GRACE = 10_000;
const HEARTBEAT = 15_000;
const TICK = 5_000;
const SYNC_AFTER = 10;
const SAME_IDLE = 1_000;
const IDLE_CUTS = 3;

export function createSession({ env, credentials, access, cascade, tell }) {
  const ledger = createLedger();
  const backoff = createBackoff(env.Math.random);
  const status = { state: 'connecting', reconnects: 0 };
  const posted = new Map();
  const post = createPoster({ grant: () => access.grant(false), connection: () => status.connection, onFrame: answered });
  let idleCuts = [];
  let silences = 0;
  let opened = false;
  let keepAlive;
  let ids = 0;
  let retry;
  let syncing;
  let renewed;
  let run;
  let stopped = true;

  function set(changes) {
    Object.assign(status, changes);
    tell({ k: 'status', status: { ...status } });
  }

  const report = (code, message, more) => tell({ k: 'error', error: { code, message, transport: status.transport, ...more } });

  /** Lets go of the connection and of all that belongs to it. */
  function leave(code = 'lost', detail) {
    const left = run;
    run = undefined;
    [retry, syncing, left?.late, left?.tick, left?.stable].forEach(env.clearTimeout);
    syncing = undefined;
    left?.channel?.close();
    ledger.reset();
    // Whether these were done is not known; what they caused is replayed with their ids.
    left?.calls.forEach((answer, id) => answer(errorFrame(id, code, detail)));
  }

  async function open(quiet) {
    leave();
    stopped = false;
    const mine = { calls: new Map(), heartbeat: HEARTBEAT, heard: env.Date.now(), transport: cascade.current };
    const live = (handle) => (value) => run === mine && handle(value);
    run = mine;
    if (!quiet) {
      set({ state: online() ? 'connecting' : 'offline', transport: mine.transport, connection: undefined, retryAt: undefined });
    }
    try {
      const transport = mine.transport === 'sse' && !env.ReadableStream ? 'eventsource' : mine.transport;
      const renew = () => access.grant(transport === 'websocket' || transport === 'eventsource');
      const grant = await renew();
      if (run !== mine) {
        return;
      }
      mine.late = env.setTimeout(live(late), READY_WITHIN);
      Object.assign(mine, ledger.plan(transport !== 'websocket'));
      const start = { websocket: openWebSocket, sse: openSse, eventsource: openEventSource, poll: openPoll }[transport];
      mine.channel = start({
        env, credentials, grant, renew, keepAlive, topics: mine.topics, cursor: mine.cursor,
        on: { begun: live(() => (mine.begun = true)), frame: live(take), end: live(ended) },
      });
    } catch (error) {
      live(ended)(error.reason ? error : { detail: `${error}` });
    }
  }

  const online = () => env.navigator?.onLine !== false;

  /** Nothing was said in time: on to the next transport. */
  function late() {
    const { begun, transport } = run;
    if (begun) {
      buffered(transport);
    }
    ended({ reason: begun ? 'buffered' : 'no_answer', skip: true });
  }

  function buffered(transport) {
    const text = `realtime: ${transport} was opened, but nothing comes through. A proxy in between seems to buffer responses.`;
    env.console.warn(text);
    report('buffered', text);
  }

  function take(frame) {
    const { type, id, payload } = frame;
    run.heard = env.Date.now();
    switch (type) {
      case 'rt.ready': return ready(id, payload);
      case 'rt.heartbeat': return id && moved(id);
      case 'rt.ack':
      case 'rt.error': return answered(frame);
      case 'rt.close': return ended(payload);
      case 'rt.gap':
        tell({ k: 'gap', ...payload });
        return id && moved(id);
      default:
        if (id) {
          status.cursor = id;
        }
        return tell({ k: 'event', frame, all: ledger.event(frame) });
    }
  }

  function moved(id) {
    status.cursor = id;
    if (ledger.checkpoint(id)) {
      tell({ k: 'mark', id });
    }
  }

  function told(topics, asked, from, at, auto) {
    tell({ k: 'told', topics: ledger.told(topics, asked, from, at, auto), from, at });
  }

  function ready(id, { connection, heartbeat = HEARTBEAT, topics = {} }) {
    env.clearTimeout(run.late);
    Object.assign(run, { ready: true, heartbeat });
    renewed = false;
    cascade.ready();
    run.tick = env.setTimeout(tick, pace());
    run.stable = env.setTimeout(() => {
      backoff.reset();
      if (cascade.stable()) {
        open();
      }
    }, STABLE_AFTER);
    status.cursor = id ?? status.cursor;
    told(topics, run.topics, run.cursor, id, true);
    const again = opened && status.state !== 'open' ? 1 : 0;
    opened = true;
    set({ state: 'open', connection, reason: undefined, retryAt: undefined, reconnects: status.reconnects + again });
    sync();
  }

  function answered(frame) {
    const calls = [posted, run?.calls].find((each) => each?.has(frame.id));
    if (calls) {
      const answer = calls.get(frame.id);
      calls.delete(frame.id);
      answer(frame);
    } else if (frame.type === 'rt.error') {
      report(frame.payload.code, frame.payload.message);
    }
  }

  function send(message, answer) {
    const sent = env.Date.now();
    const direct = run.channel.send;
    (direct ? run.calls : posted).set(message.id, (frame) => {
      status.latency = env.Date.now() - sent;
      answer(frame);
    });
    (direct ?? post)(message);
  }

  /** Asks of the protocol itself; only a WebSocket takes them. */
  function ask(type, payload, answer = () => {}) {
    send({ type, id: `rt.${++ids}`, payload }, answer);
  }

  const syncSoon = () => (syncing ??= env.setTimeout(sync, SYNC_AFTER));

  /** Has the connection follow what is wanted. */
  function sync() {
    syncing = undefined;
    if (!run) {
      // Without topics there was nothing to open.
      if (status.reason === 'no_topics') {
        open();
      }
      return;
    }
    if (!run.ready || !ledger.differs()) {
      return;
    }
    if (!run.channel.send) {
      open(true);
      return;
    }
    const asks = ledger.asks();
    if (ledger.gone.size) {
      ask('rt.unsubscribe', { topics: [...ledger.gone] });
      ledger.gone.clear();
    }
    for (const [since, topics] of asks) {
      ask('rt.subscribe', { topics, since }, ({ type, payload }) => {
        if (type === 'rt.ack') {
          told(payload.topics, topics, since, payload.cursor);
        } else if (payload.temporary) {
          ledger.again(topics);
          syncing ??= env.setTimeout(sync, payload.retryAfterMs ?? backoff.next());
        } else {
          told(Object.fromEntries(topics.map((topic) => [topic, { error: payload.code }])), topics, since);
        }
      });
    }
  }

  const pace = () => Math.min(TICK, keepAlive ?? TICK);

  function tick() {
    run.tick = env.setTimeout(tick, pace());
    if (keepAlive && run.channel.send) {
      // It is refused, which is as good a sign of life as any.
      ask('rt.unsubscribe', { topics: ['rt.keepalive'] });
    }
    watch();
  }

  /** A connection that says nothing for too long is dead, whatever the socket believes. */
  function watch() {
    if (run?.ready && env.Date.now() - run.heard > run.heartbeat + SILENCE_GRACE) {
      ended({ reason: 'silent' });
    }
  }

  /**
   * Connections that end without a word, each after the same time without traffic, are cut by something in between.
   */
  function idleCut({ heard, heartbeat, transport }) {
    const idle = env.Date.now() - heard;
    idleCuts = [...idleCuts, idle].slice(-IDLE_CUTS);
    const least = Math.min(...idleCuts);
    if (idleCuts.length < IDLE_CUTS || least < SAME_IDLE || Math.max(...idleCuts) - least > SAME_IDLE || idle > heartbeat) {
      return;
    }
    idleCuts = [];
    keepAlive = least * 0.6;
    report('idle_timeout', `realtime: connections without traffic are cut after ${least} ms, which is shorter than the heartbeat`, { idleMs: least });
    if (transport === 'sse') {
      cascade.advance();
    }
  }

  function ended({ reason, reconnect, retryAfterMs, detail, skip }) {
    const { ready: was, transport, topics, channel } = run;
    const topic = detail && topics?.find((each) => detail.endsWith(`topic ${each}`));
    if (was && !reason && channel) {
      idleCut(run);
    } else if (reason !== 'silent') {
      idleCuts = [];
    }
    leave(reason === 'too_big' ? reason : 'lost', detail);
    if (topic) {
      // One topic refuses all.
      ledger.refuse(topic);
      tell({ k: 'told', topics: { [topic]: { error: reason } } });
      return open(true);
    }
    if ((reason === 'unauthorized' || reason === 'expired') && access.renew() && !renewed) {
      renewed = true;
      return open();
    }
    if (reason === 'bad_request' && topics && !topics.length && transport !== 'websocket') {
      return ledger.differs() ? open() : wait('no_topics');
    }
    if (reason === 'replaced') {
      return wait(reason);
    }
    if (stops(reason) || reconnect === false && reason !== 'too_big') {
      return stop(reason, detail);
    }
    if (reason === 'token') {
      report(reason, detail);
    }
    let next = false;
    if (was) {
      cascade.lost();
      silences = reason === 'silent' ? silences + 1 : 0;
      if (silences > 1) {
        silences = 0;
        buffered(transport);
        next = cascade.advance();
      }
    } else {
      access.relocate();
      if (reason === 'not_offered') {
        next = cascade.absent();
        if (cascade.exhausted) {
          return stop(reason, detail);
        }
      } else if (online()) {
        next = skip ? cascade.advance() : !reason && cascade.failed();
      }
    }
    const delay = retryAfterMs ?? (next ? 0 : backoff.next());
    retry = env.setTimeout(open, delay);
    return wait(reason ?? (was ? 'lost' : 'unreachable'), env.Date.now() + delay, retryAfterMs !== undefined);
  }

  function wait(reason, retryAt, hinted) {
    set({ state: online() || !retryAt ? 'waiting' : 'offline', reason, retryAt, hinted, connection: undefined });
  }

  function stop(reason, detail) {
    stopped = true;
    set({ state: 'closed', reason, retryAt: undefined, connection: undefined });
    tell({ k: 'close', reason, detail });
  }

  return {
    ledger,
    status,
    open,
    syncSoon,
    /** Sends an application's message; whether it could. */
    send(message, answer) {
      if (!run?.ready) {
        return false;
      }
      send(message, answer);
      return true;
    },
    /** The page is looked at: a good moment to see whether the connection lives, or to come back. */
    visible() {
      watch();
      if (!run && (status.reason === 'replaced' || status.retryAt && !status.hinted)) {
        open();
      }
    },
    online() {
      if (!stopped && !run?.ready) {
        open();
      }
    },
    offline() {
      if (!stopped) {
        leave();
        const delay = backoff.next();
        retry = env.setTimeout(open, delay);
        wait('offline', env.Date.now() + delay);
      }
    },
    /** The user wants it now. */
    reconnect() {
      for (const entry of ledger.entries.values()) {
        if (entry.state === 'refused') {
          entry.state = 'new';
        }
      }
      renewed = false;
      open();
    },
    /** The token will end soon, and there is another one. */
    async refresh() {
      if (!run?.ready) {
        return;
      }
      if (!run.channel.send) {
        open(true);
        return;
      }
      const mine = run;
      try {
        const token = await access.token();
        if (run === mine) {
          // If it is refused the connection lives until its own token ends.
          ask('rt.authenticate', { token });
        }
      } catch (error) {
        report(error.reason, error.detail);
      }
    },
    close() {
      stopped = true;
      leave('closed');
      posted.forEach((answer, id) => answer(errorFrame(id, 'closed')));
      posted.clear();
    },
  };
}
