/*
 * The tab that leads has the connection, for itself and the others: what they may ask of it. It tells everybody, or one.
 */
export function createHost(session, tell, onTab) {
  const { ledger } = session;

  function toldAt(tab, topic, entry, own) {
    const at = ledger.at(entry);
    tell(tab, 'told', { [topic]: {} }, own, at, at);
  }

  function want(tab, topic, since, own) {
    const entry = ledger.want(tab, topic, since, own);
    if (entry.state === 'sure') {
      toldAt(tab, topic, entry, []);
    } else {
      session.syncSoon();
    }
  }

  function drop(tab, topic) {
    ledger.drop(tab, topic);
    session.syncSoon();
  }

  const bye = (tab) => [...ledger.entries.keys()].forEach((topic) => drop(tab, topic));

  return {
    join(tab, topics) {
      bye(tab);
      onTab(tab);
      topics.forEach((each) => want(tab, ...each));
      for (const [topic, entry] of ledger.entries) {
        if (entry.auto && entry.state === 'sure') {
          toldAt(tab, topic, entry, [topic]);
        }
      }
      tell(tab, 'status', { ...session.status });
      if (session.status.state === 'closed') {
        // Somebody opened a page: that is the user who acts.
        session.reconnect();
      }
    },
    want,
    drop,
    bye,
    send(tab, message) {
      if (!session.send(message, (frame) => tell(tab, 'reply', frame))) {
        tell(tab, 'later', message.id);
      }
    },
    visible: session.visible,
    reconnect: session.reconnect,
  };
}
