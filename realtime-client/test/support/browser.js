/*
 * A browser, as far as the client sees one: tabs with timers, storage, locks and channels of their own or in common, and
 * a network to one server. A tab that is closed does nothing any more, as a process that has ended.
 */
import { Clock } from './clock.js';

const MINUTE = 60_000;

/** A small generator, so that a run can be repeated. */
export function randomFrom(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export class Browser {
  random = randomFrom(7);
  clock = new Clock();
  storage = new Map();
  tabs = [];
  #locks = new Map();
  #channels = new Set();
  #arrivals = new Map();
  /** How much later than others a message between tabs may come. */
  jitter = 3;

  /** @param server what answers, see server.js */
  constructor(server) {
    this.server = server;
    server.attach(this);
  }

  open(more = {}) {
    const tab = new Tab(this, more);
    tab.name = this.tabs.length;
    this.tabs.push(tab);
    return tab;
  }

  requestLock(tab, name, options, task) {
    const queue = this.#locks.get(name) ?? [];
    this.#locks.set(name, queue);
    return new Promise((resolve, reject) => {
      const request = { tab, run: () => Promise.resolve(task({ name })).then(resolve, reject) };
      if (options.signal?.aborted) {
        reject(new Error('aborted'));
        return;
      }
      if (options.ifAvailable && queue.length) {
        this.clock.set(() => tab.dead || Promise.resolve(task(null)).then(resolve, reject), 1);
        return;
      }
      options.signal?.addEventListener('abort', () => {
        if (!request.held) {
          this.#remove(name, request);
          reject(new Error('aborted'));
        }
      });
      queue.push(request);
      this.#grant(name);
    });
  }

  #grant(name) {
    const first = this.#locks.get(name)[0];
    if (first && !first.held) {
      first.held = true;
      this.clock.set(() => first.tab.dead ? this.#remove(name, first) : first.run().finally(() => this.#remove(name, first)), first.tab.lag);
    }
  }

  #remove(name, request) {
    const queue = this.#locks.get(name);
    const index = queue.indexOf(request);
    if (index >= 0) {
      queue.splice(index, 1);
      this.#grant(name);
    }
  }

  releaseLocks(tab) {
    for (const [name, queue] of this.#locks) {
      queue.filter((request) => request.tab === tab).forEach((request) => this.#remove(name, request));
    }
  }

  holder(part) {
    return [...this.#locks].filter(([name]) => name.includes(part)).map(([, queue]) => queue.find(({ held }) => held)?.tab);
  }

  addChannel(channel) {
    this.#channels.add(channel);
  }

  removeChannel(channel) {
    this.#channels.delete(channel);
  }

  post(from, data) {
    const copy = structuredClone(data);
    for (const channel of this.#channels) {
      if (channel !== from && channel.name === from.name) {
        // In order from one to the other, but not at the same time to all.
        const key = `${from.tab.name} ${channel.tab.name}`;
        const arrival = Math.max(this.#arrivals.get(key) ?? 0, this.clock.now + 1 + Math.floor(this.random() * this.jitter));
        this.#arrivals.set(key, arrival);
        this.clock.set(() => this.#channels.has(channel) && !channel.tab.dead && !channel.tab.frozen && channel.onmessage?.({ data: copy }),
            arrival - this.clock.now);
      }
    }
  }
}

class Tab {
  dead = false;
  /** Whether it was hidden for so long that timers set by timers, five times over, run once a minute. */
  throttled = false;
  /** How long it is held up before it hears that a lock is its own. */
  lag = 1;
  level = 0;
  errors = [];
  warnings = [];
  sockets = new Set();
  timers = new Set();
  channels = new Set();

  constructor(browser, { random = browser.random, without = [], location = 'https://app.example/page' } = {}) {
    const tab = this;
    const { clock } = browser;
    const target = new EventTarget();
    const document = Object.assign(new EventTarget(), { hidden: false });
    this.browser = browser;
    this.target = target;
    this.document = document;
    const env = {
      Date: { now: () => clock.now },
      Math: { random, min: Math.min, max: Math.max },
      console: { error: (error) => this.errors.push(error), warn: (text) => this.warnings.push(text) },
      reportError: (error) => this.errors.push(error),
      crypto: globalThis.crypto,
      ReadableStream,
      location: { href: location },
      document,
      queueMicrotask: (task) => queueMicrotask(() => tab.dead || task()),
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
      setTimeout(task, delay) {
        const level = tab.level + 1;
        const late = tab.throttled && level > 4 ? MINUTE - (clock.now + delay) % MINUTE : 0;
        const id = clock.set(() => {
          tab.timers.delete(id);
          if (!tab.dead) {
            tab.level = level;
            task();
            tab.level = 0;
          }
        }, delay + late);
        tab.timers.add(id);
        return id;
      },
      clearTimeout(id) {
        tab.timers.delete(id);
        clock.clear(id);
      },
      localStorage: {
        getItem: (key) => browser.storage.get(key) ?? null,
        setItem: (key, value) => browser.storage.set(key, value),
      },
      navigator: {
        onLine: true,
        locks: {
          request: (name, options, task) => task ? browser.requestLock(tab, name, options, task) : browser.requestLock(tab, name, {}, options),
        },
      },
      BroadcastChannel: class {
        constructor(name) {
          Object.assign(this, { name, tab });
          tab.channels.add(this);
          browser.addChannel(this);
        }

        postMessage(data) {
          if (!tab.dead) {
            browser.post(this, data);
          }
        }

        close() {
          tab.channels.delete(this);
          browser.removeChannel(this);
        }
      },
      WebSocket: class {
        constructor(url) {
          this.wire = browser.server.webSocket(tab, new URL(url), this);
          tab.sockets.add(this);
        }

        send(text) {
          if (!tab.dead) {
            this.wire.up(text);
          }
        }

        close() {
          this.wire.gone();
        }
      },
      EventSource: class extends EventTarget {
        constructor(url) {
          super();
          this.wire = browser.server.eventSource(tab, new URL(url), this);
        }

        close() {
          this.wire.gone();
        }
      },
      fetch: (url, init = {}) => browser.server.fetch(tab, new URL(url), init),
    };
    without.forEach((name) => name === 'locks' ? delete env.navigator.locks : delete env[name]);
    this.env = env;
  }

  fire(name, more = {}) {
    this.target.dispatchEvent(Object.assign(new Event(name), more));
  }

  fireDocument(name, hidden = this.document.hidden) {
    this.document.hidden = hidden;
    this.document.dispatchEvent(new Event(name));
  }

  network(onLine) {
    this.env.navigator.onLine = onLine;
    this.fire(onLine ? 'online' : 'offline');
  }

  /** The process ends without a word. */
  kill() {
    this.dead = true;
    this.browser.server.tabGone(this);
    this.timers.forEach((id) => this.browser.clock.clear(id));
    this.timers.clear();
    this.channels.forEach((channel) => this.browser.removeChannel(channel));
    this.browser.releaseLocks(this);
  }
}
