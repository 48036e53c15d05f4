import { sseAddress, sseFrame } from './sse.js';

/** The browser's own, for one that cannot stream what it fetches. It must not come back by itself: its ticket is used up. */
export function openEventSource(stream) {
  const { env, on } = stream;
  const source = new env.EventSource(sseAddress(stream, 'stream').href, { withCredentials: stream.options.credentials === 'include' });
  const close = () => source.close();
  const take = ({ type, lastEventId, data }) => on.frame(sseFrame({ event: type, id: lastEventId || undefined, data }));
  source.onopen = on.begun;
  source.onmessage = take;
  ['rt.ready', 'rt.heartbeat', 'rt.gap', 'rt.close'].forEach((name) => source.addEventListener(name, take));
  source.onerror = () => {
    close();
    on.end({});
  };
  return { close };
}
