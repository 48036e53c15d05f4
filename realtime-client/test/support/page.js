import { Browser } from './browser.js';
import { Server } from './server.js';

/** With BUNDLE=1 the tests see what is served, instead of the sources. */
const { connect } = await import(process.env.BUNDLE ? '../../dist/realtime.js' : '../../src/realtime.js');

/** A server, a browser, and pages in it that write down what they are told. */
export function world(setUp = () => {}) {
  const server = new Server();
  const browser = new Browser(server);
  setUp(server);
  return {
    server,
    browser,
    clock: browser.clock,
    open: (options, more) => new Page(browser.open(more), options),
  };
}

export class Page {
  states = [];
  errors = [];
  closes = [];
  gaps = [];
  events = [];
  /** Topics that it has once unsubscribed. */
  left = new Set();

  constructor(tab, options, client = connect) {
    this.tab = tab;
    this.rt = client(options, tab.env);
    this.rt.on('state', ({ state, reason }) => this.states.push(reason ? `${state} (${reason})` : state));
    this.rt.on('error', (error) => this.errors.push(error));
    this.rt.on('close', (close) => this.closes.push(close));
    this.rt.on('gap', (gap) => this.gaps.push(gap));
    this.rt.on('event', (event) => this.events.push(event));
  }

  follow(topic, { since } = {}) {
    const seen = { events: [], gaps: [], errors: [], ready: [] };
    seen.subscription = this.rt.subscribe(topic, {
      since,
      onEvent: (event) => seen.events.push(event),
      onGap: ({ reason }) => seen.gaps.push(reason),
      onError: ({ code }) => seen.errors.push(code),
      onReady: ({ resumed }) => seen.ready.push(resumed),
    });
    Object.defineProperty(seen, 'payloads', { get: () => seen.events.map(({ payload }) => payload) });
    return seen;
  }

  get state() {
    return this.rt.state;
  }

  get isOpen() {
    return this.rt.state === 'open';
  }
}
