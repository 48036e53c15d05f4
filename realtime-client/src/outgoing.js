/* Messages that are posted, because there is no WebSocket: one after the other, so that they keep their order. */
import { address } from './address.js';
import { refusalOf } from './reasons.js';

const POST_WITHIN = 20_000;

/** Why there is no answer. Where nobody knows, it may succeed another time. */
export const errorFrame = (id, { reason = 'lost', detail, reconnect = true, retryAfterMs }) =>
  ({ type: 'rt.error', id, payload: { code: reason, message: detail, temporary: reconnect, retryAfterMs } });

/** Posts messages; every answer, or why there is none, comes as a frame. */
export function createPoster(access, status, onFrame) {
  async function post(body, id) {
    try {
      const grant = await access.grant(false);
      const response = await grant.fetch(address(grant.base, '/messages', { ticket: grant.ticket }), {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/json', ...status.connection && { 'Realtime-Connection': status.connection } },
        signal: AbortSignal.timeout(POST_WITHIN),
      });
      const answer = await response.clone().json().catch(() => {});
      if (!answer?.type) {
        throw await refusalOf(response);
      }
      onFrame(answer);
    } catch (error) {
      onFrame(errorFrame(id, error));
    }
  }

  let last = (async () => {})();
  return (text, id) => {
    last = last.then(() => post(text, id));
  };
}
