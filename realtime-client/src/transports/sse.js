import { address } from '../address.js';
import { refusalOf } from '../reasons.js';
import { createSseParser } from '../sse-parser.js';

export const sseAddress = ({ grant, asked, cursor }, errors) => address(grant.base, '/sse', {
  topic: asked, lastEventId: cursor, format: 'envelope', errors, ticket: grant.ticket,
});

/** A block of the stream in the form that a WebSocket has it. */
export function sseFrame({ event = '', id, data = '{}', retry }) {
  const value = JSON.parse(data);
  if (!event.startsWith('rt.')) {
    return value;
  }
  if (event === 'rt.close' && value.reconnect) {
    value.retryAfterMs ??= retry;
  }
  return { type: event, id, payload: value };
}

/** Fetched, so that headers can be sent and refusals read; so there is no need for errors=stream. */
export function openSse(stream) {
  const { env, grant, on } = stream;
  const abort = new AbortController();
  const parse = createSseParser((block) => {
    if (block.data !== undefined) {
      on.frame(sseFrame(block));
    }
  });
  async function read() {
    const response = await grant.fetch(sseAddress(stream), { signal: abort.signal, headers: { Accept: 'text/event-stream' } });
    if (!response.ok || !response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
      throw await refusalOf(response);
    }
    on.begun();
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      parse(decoder.decode(value, { stream: true }));
    }
    throw {};
  }
  read().catch(on.end);
  return { close: () => abort.abort() };
}
