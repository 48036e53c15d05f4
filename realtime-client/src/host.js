/*
 * The tab that leads has the connection, for itself and the others: what they may ask of it. It tells everybody, or one.
 */
export function createHost(session, tell, onTab) {
  const { ledger } = session;

  function want(tab, ...what) {
    const entry = ledger.want(tab, ...what);
    if (entry.phase === 'sure') {
      const at = ledger.at(entry);
      tell(tab, 'told', { [what[0]]: { who: entry.tabs } }, [], at, at);
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
    send(tab, id, text) {
      if (!session.send(id, text, (frame) => tell(tab, 'reply', frame, session.status.latency))) {
        tell(tab, 'later', id);
      }
    },
    visible: session.visible,
    reconnect: session.reconnect,
  };
}
