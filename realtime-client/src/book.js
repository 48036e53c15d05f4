/*
 * What one tab subscribes to. Every subscription knows how far it was given its topic, so that it gets each event once,
 * whoever asked the server for what, and so that another tab can take over from there.
 */
import { compare, later } from './position.js';

export function createBook(tab, emit, call, ask) {
  const topics = new Map();
  /** Up to here everything was given, of topics that are sure. */
  let mark;
  /** Counts what was asked: a verdict counts for those whose question the leader had heard. */
  let asked = 0;

  function page(topic) {
    if (!topics.has(topic)) {
      topics.set(topic, { subs: new Set() });
    }
    return topics.get(topic);
  }

  function settle() {
    for (const entry of topics.values()) {
      if (entry.sure) {
        entry.at = later(entry.at, mark);
      }
    }
    mark = undefined;
  }

  function gap(topic, reason, subs) {
    emit('gap', { topic, reason });
    subs.forEach(({ handlers }) => call(handlers.onGap, { topic, reason }));
  }

  function refused(topic, entry, code) {
    entry.sure = false;
    emit('error', { code, topic });
    [...entry.subs].forEach((sub) => {
      sub.sure = false;
      sub.at = undefined;
      call(sub.handlers.onError, { code, topic });
    });
  }

  function told(topic, entry, verdict, from, at) {
    const lost = [];
    const ready = [];
    let reason = verdict.gap;
    for (const sub of entry.subs) {
      if (!sub.sure && !(verdict.who.get(tab) >= sub.asked)) {
        continue;
      }
      // Nobody can tell what lies between positions that cannot be compared.
      const unknown = !sub.sure && sub.at && Number.isNaN(compare(from, sub.at));
      if (unknown) {
        reason ??= 'unknown';
      }
      if (sub.at && (verdict.gap || unknown)) {
        lost.push(sub);
        if (!sub.sure) {
          sub.at = at;
        }
      }
      if (!sub.sure) {
        sub.sure = true;
        sub.at ??= later(entry.at, at);
        ready.push(sub);
      }
    }
    if (lost.length) {
      gap(topic, reason, lost);
    }
    entry.sure = [...entry.subs].some((sub) => sub.sure);
    if (entry.sure) {
      entry.at = later(entry.at, at);
    }
    ready.forEach(({ handlers }) => call(handlers.onReady, { topic, resumed: !!verdict.resumed }));
  }

  function subscribe(topic, handlers, own) {
    const { since } = handlers;
    const entry = page(topic);
    const sub = { handlers, at: since, asked: ++asked };
    entry.subs.add(sub);
    entry.own ||= own;
    ask('want', topic, since, own, asked);
    return {
      topic,
      unsubscribe() {
        if (entry.subs.delete(sub) && !entry.subs.size) {
          topics.delete(topic);
          ask('drop', topic);
        }
      },
    };
  }

  return {
    subscribe: (topic, handlers) => subscribe(topic, typeof handlers === 'function' ? { onEvent: handlers } : handlers),
    /** Verdicts on topics that were asked for from a position; the user's own follow without being asked. */
    told(verdicts, own, from, at) {
      settle();
      own.forEach((topic) => page(topic).own || subscribe(topic, {}, true));
      for (const topic in verdicts) {
        const entry = topics.get(topic);
        const verdict = verdicts[topic];
        if (entry && verdict.error) {
          refused(topic, entry, verdict.error);
        } else if (entry) {
          told(topic, entry, verdict, from ?? at, at);
        }
      }
    },
    event(event, all) {
      const { topic, id } = event;
      const entry = topics.get(topic);
      if (entry?.sure) {
        const due = [...entry.subs].filter((sub) => sub.sure && !(compare(id, sub.at) <= 0));
        const fresh = !(compare(id, entry.at) <= 0);
        if (id) {
          due.forEach((sub) => (sub.at = id));
          entry.at = later(entry.at, id);
        }
        if (fresh) {
          emit('event', event);
        }
        due.forEach(({ handlers }) => call(handlers.onEvent, event));
      }
      if (all) {
        mark = id;
      }
    },
    mark(id) {
      mark = id;
    },
    gap(topic, reason) {
      const entry = topics.get(topic);
      if (entry) {
        gap(topic, reason, [...entry.subs]);
      }
    },
    /** What another leader has to know: each topic, how far this tab was given it, and whether it is the user's own. */
    report() {
      settle();
      return [...topics].map(([topic, entry]) => {
        let oldest;
        for (const sub of entry.subs) {
          if (sub.sure) {
            sub.sure = false;
            sub.at = later(sub.at, entry.at);
          }
          oldest = !oldest || compare(sub.at, oldest) < 0 ? sub.at : oldest;
        }
        entry.sure = false;
        return [topic, oldest, entry.own, asked];
      });
    },
  };
}
