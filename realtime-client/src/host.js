/*
 * The tab that leads has the connection, for itself and the others. Tabs say what they want with `{k, tab, ...}`; what
 * the session tells goes to all of them, and what has a `to` counts for that one alone.
 */
import { createAccess } from './access.js';
import { createCascade } from './cascade.js';
import { createSession } from './session.js';

export function createHost({ env, options, access, tell, onTab }) {
  /** Topics by tab. */
  const tabs = new Map();
  const session = createSession({
    env,
    access,
    tell,
    credentials: options.credentials,
    cascade: createCascade(options.transports, `realtime:${access.here}`, env),
  });
  const { ledger } = session;
  let started = false;

  function want(tab, topic, since) {
    tabs.get(tab)?.add(topic);
    const entry = ledger.want(topic, since);
    if (entry.state === 'sure') {
      const at = ledger.at(entry);
      tell({ k: 'told', to: tab, topics: { [topic]: {} }, from: at, at });
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
    join({ tab, topics, autos }) {
      leave(tab);
      tabs.set(tab, new Set());
      onTab?.(tab);
      for (const [topic, at] of topics) {
        want(tab, topic, at);
      }
      tell({ k: 'status', to: tab, status: { ...session.status } });
      if (started && session.status.state === 'closed') {
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
    visible: () => started && session.visible(),
    reconnect: () => started && session.reconnect(),
    bye: ({ tab }) => leave(tab),
  };

  return {
    hear: (message) => actions[message.k]?.(message),
    leave,
    start() {
      started = true;
      session.open();
    },
    online: () => session.online(),
    offline: () => session.offline(),
    refresh: () => session.refresh(),
    close: () => session.close(),
  };
}
