/*
 * A server that follows the protocol: one log, positions, verdicts, and streams over a network that can be cut,
 * slowed down, blocked for one transport, or buffered.
 */
const HEARTBEAT = 15_000;

export class Server {
  epoch = 'epoch1';
  offset = 0;
  log = [];
  closedEpochs = new Map();
  retention = new Map();
  streams = new Set();
  polls = new Set();
  latency = 5;
  /** Per transport: 'ok', 'refused', 'silent', 'buffered' or 'missing'. */
  ways = { websocket: 'ok', sse: 'ok', poll: 'ok' };
  forbidden = new Set();
  /** What to answer the next handshakes: {reason, status, reconnect, retryAfterMs}. */
  refusals = [];
  handshakes = [];
  posted = [];
  requests = [];
  /** Who may use them, by ticket. */
  tickets = new Map();
  offersTickets = true;
  user = () => null;
  handle = (message) => ({ payload: message.payload });
  ids = 0;
  answersMessages = true;
  /** Milliseconds from one replayed event to the next, where topics are subscribed later. */
  pace = 0;
  /** Who the cookies say that everybody is. */
  cookie = null;
  /** How many subscribes are told to come again later. */
  busy = 0;

  attach(browser) {
    this.browser = browser;
    this.clock = browser.clock;
  }

  get top() {
    return `${this.epoch}.${this.offset}`;
  }

  publish(topic, payload, { ephemeral, ...more } = {}) {
    const event = { type: 'message', topic, timestamp: this.clock.now, payload, ...more };
    if (ephemeral) {
      this.streams.forEach((stream) => stream.follows.get(topic) !== undefined && stream.caughtUp && stream.down(event));
      return event;
    }
    const prev = this.log.findLast((each) => each.topic === topic)?.offset ?? 0;
    const offset = ++this.offset;
    event.id = this.top;
    this.log.push({ ...event, epoch: this.epoch, offset, prev, event });
    const kept = this.retention.get(topic) ?? 1000;
    const same = this.log.filter((each) => each.topic === topic);
    same.slice(0, Math.max(0, same.length - kept)).forEach((each) => (each.gone = true));
    this.streams.forEach((stream) => stream.offer(event));
    this.polls.forEach(({ resolve }) => resolve());
    return event;
  }

  /** The last events are lost, and another epoch begins. */
  rollBack(count) {
    this.log.splice(Math.max(0, this.log.length - count));
    const last = this.log.at(-1)?.offset ?? 0;
    this.closedEpochs.set(this.epoch, this.offset);
    this.closedEpochs.forEach((end, epoch) => this.closedEpochs.set(epoch, Math.min(end, last)));
    this.offset = last;
    this.epoch = `epoch${this.closedEpochs.size + 1}`;
    this.cut();
  }

  /** All streams break, with whatever is on the wire. */
  cut(reason) {
    [...this.streams].forEach((stream) => stream.cut(reason));
    this.polls.forEach(({ reject }) => reject());
    this.polls.clear();
  }

  tabGone(tab) {
    [...this.streams].filter((stream) => stream.tab === tab).forEach((stream) => stream.gone());
  }

  /** What a topic's client with a cursor gets: a verdict, and what it missed. */
  read(topic, cursor) {
    if (cursor === null || cursor === undefined) {
      return { verdict: {}, missed: [] };
    }
    const [, epoch, text] = /^([a-z0-9]+)\.(\d+)$/.exec(cursor) ?? [];
    const from = Number(text);
    if (epoch === undefined || epoch !== this.epoch && !this.closedEpochs.has(epoch)) {
      return { verdict: { gap: 'unknown' }, missed: [] };
    }
    if (from > (this.closedEpochs.get(epoch) ?? this.offset)) {
      return { verdict: { gap: 'forked' }, missed: [] };
    }
    const missed = this.log.filter((each) => each.topic === topic && each.offset > from);
    return missed.some(({ gone }) => gone) ? { verdict: { gap: 'trimmed' }, missed: [] } : { verdict: { resumed: true }, missed };
  }

  /** Replays topics from a cursor: verdicts, the cursor of the first frame, and the frames after it. */
  replay(topics, cursor) {
    const reads = topics.map((topic) => [topic, this.read(topic, cursor)]);
    const verdicts = Object.fromEntries(reads.map(([topic, { verdict }]) => [topic, verdict]));
    const missed = reads.flatMap(([, read]) => read.missed).sort((a, b) => a.offset - b.offset).map(({ event }) => event);
    return { verdicts, missed, at: missed.length ? cursor : this.top };
  }

  /** Why a handshake is refused, or who it is. */
  admit(transport, tab, url, init) {
    const given = url.searchParams.get('ticket');
    const bearer = new Headers(init?.headers).get('Authorization')?.slice(7);
    const user = given !== null ? this.tickets.get(given) : bearer ? this.user(bearer) : this.cookie;
    this.tickets.delete(given);
    this.handshakes.push({ transport, tab, topics: url.searchParams.getAll('topic'), ticket: given, bearer, at: this.clock.now,
      cursor: url.searchParams.get('since') ?? url.searchParams.get('lastEventId'), url });
    if (this.refusals.length) {
      return { refusal: this.refusals.shift() };
    }
    if (given !== null && !user || bearer && !user) {
      return { refusal: { reason: 'unauthorized', status: 401 } };
    }
    const topics = url.searchParams.getAll('topic');
    const bad = topics.filter((topic) => this.forbidden.has(topic));
    if (transport !== 'websocket' && bad.length) {
      return { refusal: { reason: 'forbidden', status: 403, topic: bad[0] } };
    }
    const own = typeof user === 'string' ? [`user.${user}`] : [];
    if (transport !== 'websocket' && !topics.length && !own.length) {
      return { refusal: { reason: 'bad_request', status: 400 } };
    }
    return { topics: [...new Set([...topics, ...own])].filter((topic) => !bad.includes(topic)), bad, own };
  }

  webSocket(tab, url, socket) {
    const stream = new Stream(this, tab, 'websocket', (frame) => socket.onmessage?.({ data: JSON.stringify(frame) }),
        (reason) => socket.onclose?.({ code: CODES[reason] ?? 1006, reason: reason ?? '' }));
    stream.begin(url, {});
    return { up: (text) => stream.up(JSON.parse(text)), gone: () => stream.gone() };
  }

  eventSource(tab, url, source) {
    const stream = new Stream(this, tab, 'sse', (frame) => {
      const name = frame.type.startsWith('rt.') ? frame.type : 'message';
      const data = JSON.stringify(name === 'message' ? frame : frame.payload ?? {});
      const event = Object.assign(new Event(name), { data, lastEventId: frame.id ?? '' });
      return name === 'message' ? source.onmessage?.(event) : source.dispatchEvent(event);
    }, () => source.onerror?.({}));
    stream.inStream = true;
    stream.begin(url, {});
    return { gone: () => stream.gone() };
  }

  async fetch(tab, url, init) {
    const path = url.pathname.split('/').at(-1);
    this.requests.push({ path, url, init, tab });
    await this.wait(this.latency);
    if (tab.env.navigator.onLine === false) {
      throw new TypeError('network');
    }
    if (path === 'sse') {
      return this.sse(tab, url, init);
    }
    return this[path] ? this[path](tab, url, init) : json(404, {});
  }

  wait(ms) {
    return new Promise((resolve) => this.clock.set(resolve, ms));
  }

  sse(tab, url, init) {
    if (this.ways.sse === 'refused') {
      throw new TypeError('network');
    }
    if (this.ways.sse === 'missing') {
      return json(404, {});
    }
    let controller;
    const encoder = new TextEncoder();
    return new Promise((resolve, reject) => {
      const body = new ReadableStream({ start: (given) => (controller = given) });
      const begin = () => resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream;charset=UTF-8' } }));
      const stream = new Stream(this, tab, 'sse', (frame) => {
        const name = frame.type.startsWith('rt.') ? `event: ${frame.type}\n` : '';
        const id = frame.id === undefined ? '' : `id: ${frame.id}\n`;
        const data = name ? frame.payload ?? {} : frame;
        controller.enqueue(encoder.encode(`${name}${id}data: ${JSON.stringify(data)}\n\n`));
      }, (reason, refusal) => {
        if (refusal) {
          resolve(json(refusal.status, { code: refusal.reason, detail: refusal.detail, topic: refusal.topic },
              refusal.retryAfterMs ? { 'Retry-After': String(refusal.retryAfterMs / 1000) } : {}));
        } else if (!init.signal?.aborted) {
          controller.close();
        }
      });
      stream.onAdmitted = begin;
      init.signal?.addEventListener('abort', () => {
        stream.gone();
        reject(new Error('aborted'));
        try {
          controller.error(new Error('aborted'));
        } catch {
          // It was closed before.
        }
      });
      stream.begin(url, init);
    });
  }

  async poll(tab, url, init) {
    if (this.ways.poll === 'refused') {
      throw new TypeError('network');
    }
    if (this.ways.poll === 'missing') {
      return json(404, {});
    }
    const admitted = this.admit('poll', tab, url, init);
    if (admitted.refusal) {
      const { status = 503, reason, detail, topic } = admitted.refusal;
      return json(status, { code: reason, detail, topic });
    }
    const since = url.searchParams.get('since') ?? undefined;
    let abort;
    init.signal?.addEventListener('abort', () => abort?.(), { once: true });
    const until = this.clock.now + Number(url.searchParams.get('timeout')) * 1000;
    for (;;) {
      const { verdicts, missed } = this.replay(admitted.topics, since);
      const gap = Object.values(verdicts).some((verdict) => verdict.gap);
      if (missed.length || gap || since === undefined || this.clock.now >= until) {
        return json(200, { events: missed, cursor: missed.at(-1)?.id ?? this.top, topics: verdicts });
      }
      await new Promise((resolve, reject) => {
        const settle = (how) => (reason) => {
          this.polls.delete(poll);
          how(reason);
        };
        const poll = { resolve: settle(resolve), reject: () => settle(reject)(new TypeError('network')) };
        this.clock.set(poll.resolve, until - this.clock.now);
        this.polls.add(poll);
        abort = () => settle(reject)(new Error('aborted'));
      });
    }
  }

  async messages(tab, url, init) {
    const messages = JSON.parse(init.body);
    this.posted.push(messages);
    if (!this.answersMessages) {
      throw new TypeError('network');
    }
    return json(200, this.reply(messages));
  }

  async ticket(tab, url, init) {
    if (!this.offersTickets) {
      return json(404, {});
    }
    const bearer = new Headers(init.headers).get('Authorization')?.slice(7);
    const user = this.user(bearer);
    if (!user) {
      return json(401, { code: 'unauthorized' });
    }
    const ticket = `ticket-${++this.ids}`;
    this.tickets.set(ticket, user);
    return json(200, { ticket, expiresInSeconds: 30 });
  }

  reply(message) {
    const { error, payload } = this.handle(message);
    return error ? { type: 'rt.error', id: message.id, payload: error } : { type: 'rt.ack', id: message.id, payload };
  }
}

const CODES = { unauthorized: 4401, expired: 4403, bad_request: 4400, too_many_connections: 4429, replaced: 4409, slow: 4008,
  timeout: 4012, rate_limited: 4013, draining: 1012, rotated: 1012, unavailable: 1013, closed_by_app: 4410, too_big: 1009 };

const STAYS = new Set(['unauthorized', 'bad_request', 'too_many_connections', 'replaced', 'closed_by_app', 'forbidden', 'protocol_error', 'too_big']);

const json = (status, body, headers = {}) =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...headers } });

class Stream {
  follows = new Map();
  inStream = false;
  caughtUp = false;
  #wire = [];
  /** Late subscribes that have not reached the others. */
  replays = 0;
  #ended = false;

  constructor(server, tab, transport, write, end) {
    Object.assign(this, { server, tab, transport, write, end });
  }

  get clock() {
    return this.server.clock;
  }

  begin(url, init) {
    const { server } = this;
    const way = server.ways[this.transport];
    server.streams.add(this);
    if (way === 'silent') {
      return;
    }
    this.#later(() => {
      if (this.#ended) {
        return;
      }
      if (way === 'refused' || way === 'missing' || this.tab.env.navigator.onLine === false) {
        this.cut();
        return;
      }
      const admitted = server.admit(this.transport, this.tab, url, init);
      if (admitted.refusal) {
        const { reason, retryAfterMs, network } = admitted.refusal;
        if (network) {
          this.cut();
        } else if (this.transport === 'websocket' || this.inStream) {
          this.close(reason, retryAfterMs);
        } else {
          this.#ended = true;
          server.streams.delete(this);
          this.end(reason, { status: 503, ...admitted.refusal });
        }
        return;
      }
      this.onAdmitted?.();
      if (way === 'buffered') {
        return;
      }
      this.#ready(admitted, url);
    });
  }

  #ready({ topics, bad }, url) {
    const { server } = this;
    const cursor = url.searchParams.get('since') ?? url.searchParams.get('lastEventId') ?? undefined;
    const { verdicts, missed, at } = server.replay(topics, cursor);
    bad.forEach((topic) => (verdicts[topic] = { error: 'forbidden' }));
    this.id = `connection-${++server.ids}`;
    this.down({ type: 'rt.ready', id: at, payload: { connection: this.id, heartbeat: HEARTBEAT, topics: verdicts } });
    topics.forEach((topic) => this.follows.set(topic, true));
    missed.forEach((event) => this.down(event));
    this.caughtUp = true;
    if (missed.length) {
      this.down({ type: 'rt.heartbeat', id: server.top });
    }
    this.#beat();
  }

  /** Replays topics, one event after the other and with live events of others in between, until they have reached them. */
  #catchUp(asked, token, cursor) {
    const topics = asked.filter((topic) => this.follows.get(topic) === token);
    const reads = topics.map((topic) => [topic, this.server.read(topic, cursor)]);
    const [next] = reads.flatMap(([, { missed }]) => missed).sort((one, other) => one.offset - other.offset);
    for (const [topic, { verdict }] of reads) {
      if (verdict.gap) {
        this.down({ type: 'rt.gap', payload: { topic, reason: verdict.gap } });
        this.follows.set(topic, true);
      }
    }
    if (next) {
      this.down(next.event);
      this.clock.set(() => this.#ended || this.#catchUp(topics, token, next.event.id), this.server.pace);
    } else {
      topics.forEach((topic) => this.follows.set(topic, true));
      this.replays--;
      this.beat();
    }
  }

  /** Something in between cuts quiet connections. */
  #quiet() {
    this.clock.clear(this.quiet);
    if (this.server.idleLimit) {
      this.quiet = this.clock.set(() => this.cut(), this.server.idleLimit);
    }
  }

  #beat() {
    this.beating = this.clock.set(() => {
      if (this.stalled) {
        return;
      }
      this.beat();
      this.#beat();
    }, HEARTBEAT);
  }

  /** A checkpoint, unless something is still to be replayed. */
  beat() {
    this.down({ type: 'rt.heartbeat', id: this.replays ? undefined : this.server.top });
  }

  offer(event) {
    if (this.follows.get(event.topic) === true) {
      this.down(event);
    }
  }

  down(frame) {
    if (!this.#ended && !this.stalled) {
      this.#quiet();
      this.#later(() => this.tab.dead || this.write(structuredClone(frame)));
    }
  }

  up(message) {
    this.#later(() => this.#ended || this.#handle(message));
  }

  #handle(message) {
    const { server } = this;
    const { type, id, payload } = message;
    server.handled = [...server.handled ?? [], message];
    if (type === 'rt.unsubscribe') {
      const known = payload.topics.filter((topic) => this.follows.delete(topic));
      this.down(known.length ? { type: 'rt.ack', id, payload: { topics: {} } } : { type: 'rt.error', id, payload: { code: 'not_subscribed' } });
    } else if (type === 'rt.subscribe' && server.busy-- > 0) {
      this.down({ type: 'rt.error', id, payload: { code: 'unavailable', temporary: true, retryAfterMs: 1000 } });
    } else if (type === 'rt.subscribe') {
      const fresh = payload.topics.filter((topic) => !this.follows.has(topic) && !server.forbidden.has(topic));
      const { verdicts, at } = server.replay(fresh, payload.since);
      payload.topics.filter((topic) => this.follows.has(topic)).forEach((topic) => (verdicts[topic] = { resumed: true }));
      payload.topics.filter((topic) => server.forbidden.has(topic)).forEach((topic) => (verdicts[topic] = { error: 'forbidden' }));
      this.down({ type: 'rt.ack', id, payload: { cursor: at, topics: verdicts } });
      this.replays++;
      fresh.forEach((topic) => this.follows.set(topic, verdicts[topic].resumed ? message : true));
      this.#catchUp(fresh, message, payload.since);
    } else if (server.answersMessages) {
      this.down(server.reply(message));
    }
  }

  /** Says why, and closes. */
  close(reason, retryAfterMs) {
    this.down({ type: 'rt.close', payload: { reason, reconnect: !STAYS.has(reason), retryAfterMs } });
    this.#later(() => this.cut(reason));
    this.follows.clear();
  }

  /** The wire breaks: what is on it is lost. */
  cut(reason) {
    if (!this.#ended) {
      this.gone();
      this.clock.set(() => this.tab.dead || this.end(reason), 1);
    }
  }

  gone() {
    this.#ended = true;
    this.follows.clear();
    this.server.streams.delete(this);
    this.clock.clear(this.beating);
    this.clock.clear(this.quiet);
    this.#wire.forEach((id) => this.clock.clear(id));
  }

  #later(task) {
    // In order, although the latency may change.
    this.arrival = Math.max(this.arrival ?? 0, this.clock.now + this.server.latency);
    this.#wire.push(this.clock.set(task, this.arrival - this.clock.now));
  }
}
