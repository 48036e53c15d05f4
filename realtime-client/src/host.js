/*
 * The tab that leads has the connection, for itself and the others. Tabs say what they want with `{k, tab, ...}`; what
 * the session tells goes to all of them, and what has a `to` counts for that one alone.
 */
export function createHost(session, tell, onTab) {
  /** Topics by tab. */
  const tabs = new Map();
  const { ledger } = session;

  function want(tab, topic, since, own) {
    tabs.get(tab)?.add(topic);
    const entry = ledger.want(topic, since, own);
    if (entry.state === 'sure') {
      const at = ledger.at(entry);
      tell({ k: 'told', to: tab, topics: { [topic]: {} }, own: [], from: at, at });
    } else {
      session.syncSoon();
    }
  }

  function drop(tab, topic) {
    tabs.get(tab)?.delete(topic);
    if (![...tabs.values()].some((topics) => topics.has(topic))) {
      ledger.drop(topic);
      session.syncSoon();
    }
  }

  function leave(tab) {
    const topics = tabs.get(tab);
    tabs.delete(tab);
    topics?.forEach((topic) => drop(tab, topic));
  }

  const actions = {
    join({ tab, topics }) {
      leave(tab);
      tabs.set(tab, new Set());
      onTab(tab);
      topics.forEach((each) => want(tab, ...each));
      for (const [topic, entry] of ledger.entries) {
        const at = ledger.at(entry);
        if (entry.auto && entry.state === 'sure') {
          tell({ k: 'told', to: tab, topics: { [topic]: {} }, own: [topic], from: at, at });
        }
      }
      tell({ k: 'status', to: tab, status: { ...session.status } });
      if (session.status.state === 'closed') {
        // Somebody opened a page: that is the user who acts.
        session.reconnect();
      }
    },
    want: ({ tab, topic, since }) => want(tab, topic, since),
    drop: ({ tab, topic }) => drop(tab, topic),
    send({ tab, message }) {
      if (!session.send(message, (frame) => tell({ k: 'reply', to: tab, frame }))) {
        tell({ k: 'later', to: tab, id: message.id });
      }
    },
    visible: session.visible,
    reconnect: session.reconnect,
    bye: ({ tab }) => leave(tab),
  };

  return {
    leave,
    hear: (message) => actions[message.k]?.(message),
  };
}
