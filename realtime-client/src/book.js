/*
 * What one tab subscribes to. Every subscription knows how far it was given its topic, so that it gets each event once,
 * whoever asked the server for what, and so that another tab can take over from there.
 */
import { call } from './emitter.js';
import { compare, later } from './position.js';

export function createBook({ env, emit, ask }) {
  const topics = new Map();
  /** Up to here everything was given, of topics that are sure. */
  let mark;

  const page = (topic) => topics.get(topic) ?? topics.set(topic, { subs: new Set(), sure: false }).get(topic);

  const reached = (entry) => entry.sure ? later(entry.at, mark) : entry.at;

  function settle() {
    for (const entry of topics.values()) {
      entry.at = reached(entry);
    }
    mark = undefined;
  }

  function gap(entry, topic, reason, subs = [...entry.subs]) {
    emit('gap', { topic, reason });
    subs.forEach(({ handlers }) => call(env, handlers.onGap, { topic, reason }));
  }

  function refused(topic, entry, code) {
    entry.sure = false;
    emit('error', { code, topic, message: `realtime: ${topic}: ${code}` });
    [...entry.subs].forEach((sub) => {
      Object.assign(sub, { sure: false, at: undefined });
      call(env, sub.handlers.onError, { code, topic });
    });
  }

  function told(topic, verdict, from, at) {
    // The user's own topic follows without being asked.
    const entry = page(topic);
    if (verdict.error) {
      refused(topic, entry, verdict.error);
      return;
    }
    const lost = [];
    const ready = [];
    for (const sub of entry.subs) {
      const asks = !sub.sure && sub.at !== undefined;
      const order = compare(from ?? at, sub.at);
      if (asks && order > 0) {
        // This one needs more, and has asked for it.
        continue;
      }
      const reason = verdict.gap ?? (asks && Number.isNaN(order) ? 'unknown' : undefined);
      if (reason && sub.at !== undefined) {
        lost.push([sub, reason]);
      }
      if (!sub.sure) {
        Object.assign(sub, { sure: true, at: reason ? at : sub.at ?? at });
        ready.push(sub);
      }
    }
    entry.at = later(entry.at, at);
    entry.sure = true;
    if (lost.length) {
      gap(entry, topic, lost[0][1], lost.map(([sub]) => sub));
    } else if (verdict.gap && !entry.subs.size && entry.known) {
      emit('gap', { topic, reason: verdict.gap });
    }
    entry.known = true;
    ready.forEach(({ handlers }) => call(env, handlers.onReady, { topic, resumed: verdict.resumed === true }));
  }

  return {
    subscribe(topic, given) {
      const handlers = typeof given === 'function' ? { onEvent: given } : given ?? {};
      const entry = page(topic);
      const sub = { handlers, at: handlers.since, sure: false };
      entry.subs.add(sub);
      ask({ k: 'want', topic, since: handlers.since });
      return {
        topic,
        unsubscribe() {
          if (entry.subs.delete(sub) && !entry.subs.size) {
            topics.delete(topic);
            ask({ k: 'drop', topic });
          }
        },
      };
    },
    told(all, from, at) {
      settle();
      Object.entries(all).forEach(([topic, verdict]) => told(topic, verdict, from, at));
    },
    event(event, all) {
      const { topic, id } = event;
      const entry = topics.get(topic);
      if (entry?.sure) {
        const due = [...entry.subs].filter((sub) => sub.sure && !(compare(id, sub.at) <= 0));
        const fresh = id === undefined || !(compare(id, entry.last) <= 0);
        if (id !== undefined) {
          due.forEach((sub) => (sub.at = id));
          entry.at = later(entry.at, id);
          entry.last = later(entry.last, id);
        }
        if (fresh) {
          emit('event', event);
        }
        due.forEach(({ handlers }) => call(env, handlers.onEvent, event));
      }
      if (all) {
        mark = id;
      }
    },
    mark(id) {
      mark = id;
    },
    gap({ topic, reason }) {
      const entry = topics.get(topic);
      if (entry) {
        gap(entry, topic, reason);
      }
    },
    /** What another leader has to know: each topic, and how far this tab was given it. */
    report() {
      settle();
      const all = [];
      for (const [topic, entry] of topics) {
        let oldest;
        for (const sub of entry.subs) {
          if (sub.sure) {
            Object.assign(sub, { sure: false, at: later(sub.at, entry.at) });
          }
          oldest = oldest === undefined || compare(sub.at, oldest) < 0 ? sub.at : oldest;
        }
        entry.sure = false;
        if (entry.subs.size) {
          all.push([topic, oldest]);
        }
      }
      return all;
    },
  };
}
