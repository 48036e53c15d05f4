import { address } from '../address.js';
import { refusalOf } from '../reasons.js';

const SECONDS = 25;
const PAUSE = 1_000;

/** Polls, one after the other, told as the stream that they stand for. */
export function openPoll({ env, grant, renew, asked, cursor, keepAlive, on }) {
  const abort = new AbortController();
  const timeout = keepAlive ? Math.max(1, Math.floor(keepAlive / 1000)) : SECONDS;
  let since = cursor;
  let timer;

  async function poll(access, first) {
    const begun = env.Date.now();
    const response = await access.fetch(
      // The first is answered at once: it tells that this works.
      address(access.base, '/poll', { topic: asked, since, timeout: first ? 0 : timeout, ticket: access.ticket }),
      { signal: abort.signal },
    );
    if (!response.ok) {
      throw await refusalOf(response);
    }
    const { events, cursor: reached, topics: told } = await response.json();
    if (first) {
      on.frame({ type: 'rt.ready', id: events.length ? since : reached, payload: { topics: told, heartbeat: timeout * 1000 } });
    } else {
      for (const topic in told) {
        if (told[topic].gap) {
          on.frame({ type: 'rt.gap', payload: { topic, reason: told[topic].gap } });
        }
      }
    }
    events.forEach(on.frame);
    on.frame({ type: 'rt.heartbeat', id: reached });
    since = reached;
    if (!first && !events.length && env.Date.now() - begun < PAUSE) {
      // Somebody answers without waiting.
      await new Promise((resolve) => {
        timer = env.setTimeout(resolve, PAUSE);
      });
    }
  }

  async function go() {
    for (let access = grant; !abort.signal.aborted; access = await renew()) {
      await poll(access, access === grant);
    }
  }

  go().catch(on.end);
  return {
    close() {
      abort.abort();
      env.clearTimeout(timer);
    },
  };
}
