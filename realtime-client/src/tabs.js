/*
 * Which tab leads: the one that holds a lock. Tabs talk over a BroadcastChannel; each holds a lock of its own as well,
 * by which the leader learns that it has gone. A tab without a key, or without these APIs, leads itself.
 */
const GATHER = 100;

export function createTabs(env, tab, key, onLead, onFollow, onMessage) {
  const { locks } = env.navigator ?? {};
  if (!key || !locks || !env.BroadcastChannel) {
    let alone = true;
    env.queueMicrotask(() => alone && onLead());
    return {
      post() {},
      watch() {},
      close() {
        alone = false;
      },
    };
  }
  const channel = new env.BroadcastChannel(key);
  const abort = new AbortController();
  const { signal } = abort;
  const kept = new Promise((resolve) => (signal.onabort = resolve));
  const ignore = () => {};
  let timer;
  channel.onmessage = ({ data }) => onMessage(data);

  // Taken first, so that whoever leads finds it held.
  locks.request(`${key} ${tab}`, { signal }, () => kept).catch(ignore);
  locks.request(key, { ifAvailable: true }, (lock) => {
    if (lock && !signal.aborted) {
      onLead();
      return kept;
    }
    if (!signal.aborted) {
      onFollow();
      locks.request(key, { signal }, () => {
        // The others say first what they want.
        timer = signal.aborted || env.setTimeout(onLead, GATHER);
        return kept;
      }).catch(ignore);
    }
    return undefined;
  }).catch(ignore);

  return {
    post: (message) => signal.aborted || channel.postMessage(message),
    /** Tells when a tab has gone. */
    watch: (other, gone) => locks.request(`${key} ${other}`, { signal }, gone).catch(ignore),
    close() {
      env.clearTimeout(timer);
      abort.abort();
      channel.close();
    },
  };
}
