/*
 * What one connection follows, and how far each topic was given. Topics that were asked for together are in one group,
 * whose position is that of the last event of any of them; a checkpoint makes all groups one.
 */
import { compare, later } from './position.js';

export function createLedger() {
  const entries = new Map();
  const gone = new Set();
  let group;

  const at = (entry) => later(entry.at, entry.group?.at);

  const refuse = (entry) => Object.assign(entry, { state: 'refused', at: undefined, group: undefined, followed: false });

  const ledger = {
    entries,
    gone,
    /**
     * Follows a topic from a position on, or from now. The user's own follow without being asked.
     * @returns the entry; one that is followed already and has to be replayed is new again
     */
    want(tab, topic, since, own) {
      let entry = entries.get(topic);
      if (!entry) {
        // The server may still follow it.
        entry = { at: since, state: 'new', followed: gone.delete(topic), tabs: new Set() };
        entries.set(topic, entry);
      } else if (entry.state === 'refused') {
        entry.at = since;
        entry.state = 'new';
      } else if (since !== undefined && (at(entry) === undefined ? entry.state !== 'sure' : compare(since, at(entry)) < 0)) {
        Object.assign(entry, { at: since, state: 'new', group: undefined });
      }
      entry.auto ||= own;
      if (!own) {
        entry.tabs.add(tab);
      }
      return entry;
    },
    drop(tab, topic) {
      const entry = entries.get(topic);
      if (entry?.tabs.delete(tab) && !entry.tabs.size && !entry.auto) {
        entries.delete(topic);
        if (entry.followed) {
          gone.add(topic);
        }
      }
    },
    at,
    /** Whether what is followed is not what is wanted. */
    differs: () => gone.size > 0 || [...entries.values()].some(({ state }) => state === 'new'),
    /** The connection is gone. */
    reset() {
      gone.clear();
      for (const entry of entries.values()) {
        Object.assign(entry, { at: at(entry), group: undefined, followed: false });
        if (entry.state !== 'refused') {
          entry.state = 'new';
        }
      }
    },
    /**
     * What to open a connection with.
     * @param single whether that is all that can be said, so that the oldest position has to do for all
     */
    plan(single) {
      const all = [...entries].filter(([, { state }]) => state !== 'refused');
      // The user's own topic is followed from the handshake on; for the others it is enough if it suits some of them.
      const [, first] = all.find(([, entry]) => entry.auto && at(entry)) ?? all.find(([, entry]) => at(entry)) ?? [];
      let cursor = first && at(first);
      if (single) {
        cursor = all.reduce((oldest, [, entry]) => compare(at(entry), oldest) < 0 ? at(entry) : oldest, cursor);
      }
      let room = single ? Infinity : 2_000;
      const asked = all.filter(([topic, entry]) => !entry.auto && (single || at(entry) === cursor)
          && (room -= topic.length) > 0);
      asked.forEach(([, entry]) => Object.assign(entry, { state: 'asked', from: cursor, followed: true }));
      return { topics: asked.map(([topic]) => topic), cursor };
    },
    /** The new topics, by their positions, for a connection that is open. What has to be dropped first is gone. */
    asks() {
      const asks = new Map();
      for (const [topic, entry] of entries) {
        if (entry.state === 'new') {
          if (entry.followed) {
            gone.add(topic);
          }
          Object.assign(entry, { state: 'asked', from: entry.at, followed: true });
          asks.set(entry.at, [...asks.get(entry.at) ?? [], topic]);
        }
      }
      return asks;
    },
    /** Asks anew later. */
    again(topics) {
      topics.forEach((topic) => {
        const entry = entries.get(topic);
        if (entry?.state === 'asked') {
          entry.state = 'new';
        }
      });
    },
    /**
     * Takes the server's word on topics that were asked for together.
     * @returns what it says of those that were not asked for anew meanwhile
     */
    told(topics, asked, from, id, auto) {
      const next = { at: undefined };
      const heard = {};
      if (auto) {
        group = next;
        for (const topic of Object.keys(topics)) {
          if (!asked.includes(topic) && !topics[topic].error) {
            const entry = ledger.want(undefined, topic, undefined, true);
            Object.assign(entry, { state: 'asked', from });
          }
        }
        for (const [topic, entry] of entries) {
          if (entry.auto && !(topic in topics)) {
            // That was another login.
            entry.auto = false;
            if (!entry.tabs.size) {
              entries.delete(topic);
            }
          }
        }
      }
      for (const [topic, verdict] of Object.entries(topics)) {
        const entry = entries.get(topic);
        if (entry?.state === 'asked' && entry.from === from) {
          heard[topic] = verdict;
          if (verdict.error) {
            refuse(entry);
          } else {
            Object.assign(entry, { state: 'sure', at: later(entry.at, id), group: next });
          }
        }
      }
      return heard;
    },
    /** The user's own topics. */
    own: () => [...entries.keys()].filter((topic) => entries.get(topic).auto),
    /** Asks once more for what was refused. */
    retry() {
      for (const entry of entries.values()) {
        if (entry.state === 'refused') {
          entry.state = 'new';
        }
      }
    },
    refuse(topic) {
      const entry = entries.get(topic);
      if (entry) {
        refuse(entry);
      }
    },
    /** Moves on by an event; whether it proves as much for all topics. */
    event({ topic, id }) {
      const moved = entries.get(topic)?.group;
      if (!moved || id === undefined) {
        return false;
      }
      moved.at = id;
      return [...entries.values()].every((entry) => entry.group === moved || entry.state === 'refused');
    },
    /** Everything up to here was given; whether that goes for all topics. */
    checkpoint(id) {
      for (const entry of entries.values()) {
        if (entry.group) {
          entry.at = at(entry);
          entry.group = group;
        }
      }
      group.at = id;
      return [...entries.values()].every((entry) => entry.group || entry.state === 'refused');
    },
  };
  return ledger;
}
