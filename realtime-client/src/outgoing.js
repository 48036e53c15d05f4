/*
 * Messages on their way, by a WebSocket or posted. Posted ones go one request after the other, so that they keep their
 * order; what waits meanwhile goes together.
 */
import { address } from './address.js';
import { refusalOf } from './reasons.js';

const MAX_BATCH = 16;
const MAX_CHARS = 32_000;
const POST_WITHIN = 20_000;

export const errorFrame = (id, code, message, retryAfterMs) =>
  ({ type: 'rt.error', id, payload: { code, message: message ?? code, temporary: true, retryAfterMs } });

/** Posts messages; every answer, or why there is none, comes as a frame. */
export function createPoster({ grant, connection, onFrame }) {
  const waiting = [];
  let busy = false;

  async function post(messages) {
    const failed = (code, detail, retryAfterMs) => messages.forEach(({ id }) => onFrame(errorFrame(id, code, detail, retryAfterMs)));
    try {
      const access = await grant();
      const response = await access.fetch(address(access.base, '/messages', { ticket: access.ticket }), {
        method: 'POST',
        body: JSON.stringify(messages),
        headers: { 'Content-Type': 'application/json', ...connection() && { 'Realtime-Connection': connection() } },
        signal: AbortSignal.timeout(POST_WITHIN),
      });
      const answers = await response.clone().json().catch(() => null);
      if (Array.isArray(answers)) {
        answers.forEach(onFrame);
      } else {
        const { reason, detail, retryAfterMs } = await refusalOf(response);
        failed(reason, detail, retryAfterMs);
      }
    } catch (error) {
      failed(error.reason ?? 'lost', error.detail ?? `${error}`);
    }
  }

  async function run() {
    busy = true;
    while (waiting.length) {
      let room = MAX_CHARS;
      let count = 0;
      while (count < waiting.length && count < MAX_BATCH && ((room -= JSON.stringify(waiting[count]).length) >= 0 || !count)) {
        count++;
      }
      await post(waiting.splice(0, count));
    }
    busy = false;
  }

  return (message) => {
    waiting.push(message);
    if (!busy) {
      run();
    }
  };
}
