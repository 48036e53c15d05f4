/*
 * The tab that leads has the connection, for itself and the others: what they may ask of it. It tells everybody, or one.
 */
export function createHost(session, tell, onTab) {
  const { ledger } = session;

  function want(tab, topic, ...how) {
    const entry = ledger.want(tab, topic, ...how);
    if (entry.phase === 'sure') {
      const at = ledger.at(entry);
      tell(tab, 'told', { [topic]: { who: entry.tabs } }, [], at, at);
    } else {
      session.syncSoon();
    }
  }

  function drop(tab, topic) {
    ledger.drop(tab, topic);
    session.syncSoon();
  }

  const bye = (tab) => ledger.topics().forEach((topic) => drop(tab, topic));

  return {
    join(tab, topics, state) {
      bye(tab);
      onTab(tab);
      topics.forEach((each) => want(tab, ...each));
      tell(tab, 'told', {}, session.own());
      tell(tab, 'status', { ...session.status });
      if (session.status.state === 'closed' && state !== 'closed') {
        // Somebody opened a page: that is the user who acts.
        session.reconnect();
      }
    },
    want,
    drop,
    bye,
    /** If it is here all the same, since it came back at once, it says again what it wants. */
    gone(tab) {
      bye(tab);
      tell(tab, 'lead');
    },
    send(tab, id, text) {
      if (!session.send(id, text, (frame) => tell(tab, 'reply', frame, session.status.latency))) {
        tell(tab, 'later', id);
      }
    },
    visible: session.visible,
    reconnect: session.reconnect,
  };
}
