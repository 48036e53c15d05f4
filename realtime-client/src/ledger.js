/*
 * What one connection follows, and how far each topic was given. Topics that were asked for together are in one group,
 * whose position is that of the last event of any of them; a checkpoint makes all groups one.
 *
 * A topic is new, asked, sure or refused. The user's own topic follows from the handshake on, asked or not.
 */
import { compare, later } from './position.js';

export function createLedger() {
  const entries = new Map();
  const gone = new Set();
  let main;

  const at = (entry) => later(entry.at, entry.group?.at);
  const all = () => [...entries.values()];
  const settled = (test) => all().every((entry) => test(entry) || entry.phase === 'refused');

  function add(topic, entry) {
    // The server may still follow it.
    entries.set(topic, { phase: 'new', followed: gone.delete(topic), tabs: new Map(), ...entry });
    return entries.get(topic);
  }

  function ask(entry, from) {
    entry.phase = 'asked';
    entry.from = from;
    entry.followed = true;
  }

  const ledger = {
    gone,
    at,
    topics: (test = () => true) => [...entries.keys()].filter((topic) => test(entries.get(topic))),
    /**
     * Follows a topic from a position on, or from now.
     * @returns the entry; one that is followed already and has to be replayed is new again
     */
    want(tab, topic, since, own, asked) {
      const entry = entries.get(topic) ?? add(topic, { at: since, own });
      if (entry.phase === 'refused' || since && (at(entry) ? compare(since, at(entry)) < 0 : entry.phase !== 'sure')) {
        entry.at = since;
        entry.phase = 'new';
        entry.group = undefined;
      }
      entry.tabs.set(tab, asked);
      return entry;
    },
    drop(tab, topic) {
      const entry = entries.get(topic);
      // The user's own topic is followed, whoever has gone.
      if (entry?.tabs.delete(tab) && !entry.tabs.size && !entry.own) {
        entries.delete(topic);
        if (entry.followed) {
          gone.add(topic);
        }
      }
    },
    /** Whether what is followed is not what is wanted. */
    differs: () => gone.size || all().some(({ phase }) => phase === 'new'),
    /** The connection is gone. */
    reset() {
      gone.clear();
      for (const entry of all()) {
        entry.at = at(entry);
        entry.group = entry.followed = undefined;
        if (entry.phase !== 'refused') {
          entry.phase = 'new';
        }
      }
    },
    /**
     * What to open a connection with.
     * @param single whether that is all that can be said, so that the oldest position has to do for all
     */
    plan(single) {
      const wanted = ledger.topics(({ phase }) => phase !== 'refused').map((topic) => [topic, entries.get(topic)]);
      let [, { at: cursor } = {}] = wanted.find(([, entry]) => entry.own && entry.at) ?? wanted.find(([, entry]) => entry.at) ?? [];
      if (single) {
        wanted.forEach(([, entry]) => (cursor = compare(entry.at, cursor) < 0 ? entry.at : cursor));
      }
      let room = single ? Infinity : 2_000;
      const asked = wanted.filter(([topic, entry]) => (single || entry.at === cursor) && ((room -= topic.length) > 0 || entry.own));
      asked.forEach(([, entry]) => ask(entry, cursor));
      return { asked: asked.map(([topic]) => topic), cursor };
    },
    /** The new topics, by their positions, for a connection that is open. What has to be dropped first is gone. */
    asks() {
      const asks = new Map();
      for (const [topic, entry] of entries) {
        if (entry.phase === 'new') {
          if (entry.followed) {
            gone.add(topic);
          }
          ask(entry, entry.at);
          asks.set(entry.at, [...asks.get(entry.at) ?? [], topic]);
        }
      }
      return asks;
    },
    /** Asks anew for what is in a phase. */
    again(phase) {
      for (const entry of all()) {
        if (entry.phase === phase) {
          entry.phase = 'new';
        }
      }
    },
    /**
     * Takes the server's word on topics that were asked for together.
     * @param first whether that was with the handshake
     * @returns what it says of those that were not asked for anew meanwhile
     */
    told(topics, asked, from, id, first) {
      const group = { at: id };
      const heard = {};
      if (first) {
        main = group;
      }
      for (const topic in topics) {
        const verdict = topics[topic];
        let entry = entries.get(topic);
        if (first) {
          if (entry) {
            // The server follows it, also if it was asked for only meanwhile.
            entry.followed = true;
          } else if (!asked.includes(topic)) {
            ask(entry = add(topic, { own: true }), from);
          }
        }
        if (entry?.phase === 'asked' && entry.from === from) {
          heard[topic] = { ...verdict, who: entry.tabs };
          if (verdict.error) {
            ledger.refuse(topic);
          } else {
            entry.phase = 'sure';
            entry.group = group;
          }
        }
      }
      return heard;
    },
    refuse(topic) {
      const entry = entries.get(topic);
      if (entry) {
        entry.phase = 'refused';
        entry.at = entry.group = entry.followed = entry.own = undefined;
      }
    },
    /** Moves on by an event; whether it proves as much for all topics. */
    event({ topic, id }) {
      const group = entries.get(topic)?.group;
      if (group && id) {
        group.at = id;
      }
      return group && id && settled((entry) => entry.group === group);
    },
    /** Everything up to here was given; whether that goes for all topics. */
    checkpoint(id) {
      for (const entry of all()) {
        if (entry.group) {
          entry.at = at(entry);
          entry.group = main;
        }
      }
      main.at = id;
      return settled((entry) => entry.group);
    },
  };
  return ledger;
}
