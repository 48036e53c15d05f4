/*
 * What may happen to pages, the network and the server, and what every subscription must have been told in the end.
 */
import assert from 'node:assert/strict';
import { Browser, randomFrom } from './browser.js';
import { Page } from './page.js';
import { Server } from './server.js';

const TOPICS = ['a', 'b', 'c'];
const OWN = 'user.me';

export class Model {
  server = new Server();
  browser = new Browser(this.server);
  clock = this.browser.clock;
  history = [];
  pages = [];
  follows = [];

  constructor(seed, transports, shared) {
    this.random = randomFrom(seed);
    this.options = { transports, shared };
    this.server.cookie = 'me';
    this.browser.jitter = 30;
  }

  publish(topic) {
    const event = this.server.publish(topic, this.history.length);
    this.history.push({ topic, id: event.id, erased: false });
  }

  open() {
    if (this.pages.length < 6) {
      const page = new Page(this.browser.open({ random: this.random }), this.options);
      // What comes of the user's own topic, and of everything together.
      page.own = { topic: OWN, told: [], live: true };
      page.rt.on('event', ({ topic, payload }) => topic === OWN && page.own.told.push(payload));
      page.rt.on('gap', ({ topic }) => topic === OWN && page.own.told.push('gap'));
      page.own.page = page;
      this.follows.push(page.own);
      this.pages.push(page);
    }
  }

  page(index) {
    return this.pages[index % this.pages.length];
  }

  /** Subscribes, maybe from an event on that was published before. */
  follow(page, topic, sinceIndex) {
    if (!page) {
      return;
    }
    const earlier = this.history.filter((each) => each.topic === topic);
    const since = sinceIndex === undefined ? undefined : earlier[sinceIndex % earlier.length];
    // What it must be given: everything after its cursor, or after it is ready.
    const follow = { page, topic, from: since ? this.history.indexOf(since) : undefined, since, told: [], live: true };
    follow.subscription = page.rt.subscribe(topic, {
      since: since?.id,
      onEvent: ({ payload }) => follow.told.push(payload),
      onGap: () => follow.told.push('gap'),
      onReady: () => (follow.from ??= this.history.length - 1),
    });
    this.follows.push(follow);
  }

  stop(page) {
    this.pages.splice(this.pages.indexOf(page), 1);
    this.follows.filter((follow) => follow.page === page).forEach((follow) => (follow.live = false));
  }

  rollBack(count) {
    this.lossy = true;
    const before = new Set(this.server.log.map(({ id }) => id));
    this.server.rollBack(count);
    const kept = new Set(this.server.log.map(({ id }) => id));
    this.history.filter(({ id }) => before.has(id) && !kept.has(id)).forEach((each) => (each.erased = true));
  }

  async heal() {
    const { server, clock } = this;
    Object.assign(server, { ways: { websocket: 'ok', sse: 'ok', poll: 'ok' }, latency: 5, pace: 0, refusals: [] });
    server.retention.clear();
    for (const { tab } of this.pages) {
      if (tab.frozen) {
        thaw(tab);
      }
      tab.network(true);
      tab.lag = 1;
    }
    await clock.advance(60_000);
    [...TOPICS, OWN].forEach((topic) => this.publish(topic));
    await clock.advance(60_000);
  }

  check() {
    if (!this.lossy) {
      this.follows.forEach(({ told }) => assert.ok(!told.includes('gap'), 'a gap although nothing was lost'));
    }
    for (const { events, left } of this.pages) {
      // What a page left and follows again from an earlier event on comes again.
      const all = events.filter(({ topic }) => !left.has(topic)).map(({ payload }) => payload);
      assert.equal(new Set(all).size, all.length, `nothing is heard twice in ${all}`);
    }
    for (const { page, since, told, from } of this.follows) {
      const heard = new Set(page.events.map(({ payload }) => payload));
      assert.ok(since || told.every((item) => item === 'gap' || item <= from || heard.has(item)), 'listeners for everything hear everything');
    }
    for (const { told, topic, from, live } of this.follows) {
      let last = from ?? -1;
      // Where it began, it may have been given a little of what was before.
      let free = true;
      for (const item of told) {
        if (item === 'gap') {
          free = true;
          continue;
        }
        assert.equal(this.history[item].topic, topic, 'only its own topic');
        const known = told.slice(0, told.indexOf(item)).filter((each) => each !== 'gap');
        assert.ok(known.every((each) => each < item), `${topic}: ${item} came again, or too late, in ${told}`);
        if (!free) {
          this.complete(topic, last, item, told);
        } else if (from !== undefined && !told.slice(0, told.indexOf(item)).length) {
          this.complete(topic, last, item, told);
        }
        last = item;
        free = false;
      }
      if (live) {
        assert.ok(from !== undefined || topic === OWN, `${topic} was ready`);
        const end = this.history.findLastIndex((each) => each.topic === topic);
        assert.equal(told.at(-1), end, `${topic} is up to date in ${told} from ${from}`);
      }
    }
  }

  complete(topic, after, before, told) {
    const missing = this.history.findIndex((each, index) => index > after && index < before && each.topic === topic && !each.erased);
    assert.equal(missing, -1, `${topic}: ${missing} was lost without a word in ${told}`);
  }
}

function thaw(tab) {
  tab.frozen = false;
  tab.fireDocument('resume', false);
}

export const does = {
  publish(model, name, count) {
    for (let i = 0; i < count; i++) {
      model.publish(name);
    }
  },
  pass: (model, ms) => model.clock.advance(ms),
  cut: (model) => model.server.cut(),
  beat: (model) => model.server.streams.forEach((stream) => stream.caughtUp && stream.beat()),
  pace: (model, ms) => (model.server.pace = ms),
  follow: (model, index, name) => model.follow(model.page(index), name),
  followSince: (model, index, name, since) => model.follow(model.page(index), name, since),
  unfollow(model, index) {
    const open = model.follows.filter(({ live, subscription }) => live && subscription);
    const follow = open[index % open.length];
    if (follow) {
      follow.live = false;
      follow.page.left.add(follow.topic);
      follow.subscription.unsubscribe();
    }
  },
  open: (model) => model.open(),
  /** Put away, and shown again at once. */
  bounce(model, index) {
    const found = model.page(index);
    if (found && !found.tab.frozen) {
      found.tab.fire('pagehide', { persisted: true });
      found.tab.fire('pageshow', { persisted: true });
    }
  },
  lag(model, index, ms) {
    const found = model.page(index);
    if (found) {
      found.tab.lag = ms;
    }
  },
  kill(model, index) {
    const found = model.page(index);
    if (found) {
      found.tab.kill();
      model.stop(found);
    }
  },
  close(model, index) {
    const found = model.page(index);
    if (found) {
      found.rt.close();
      model.stop(found);
    }
  },
  freeze(model, index) {
    const found = model.page(index);
    if (found && !found.tab.frozen) {
      found.tab.fireDocument('freeze', true);
      found.tab.frozen = true;
    }
  },
  thaw(model, index) {
    const found = model.page(index);
    if (found?.tab.frozen) {
      thaw(found.tab);
    }
  },
  way: (model, name, what) => (model.server.ways[name] = what),
  refuse: (model, what) => model.server.refusals.push(what),
  latency: (model, ms) => (model.server.latency = ms),
  network: (model, index, onLine) => model.page(index)?.tab.network(onLine),
  rollBack: (model, count) => model.rollBack(count),
  trim(model, name, count) {
    model.lossy = true;
    model.server.retention.set(name, count);
  },
};
