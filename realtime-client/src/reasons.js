/** What a WebSocket's close code means when no rt.close came before it. */
const WORDS = {
  1003: 'protocol_error', 1007: 'protocol_error', 1009: 'too_big', 1012: 'draining', 1013: 'unavailable',
  4008: 'slow', 4012: 'timeout', 4013: 'rate_limited', 4400: 'bad_request', 4401: 'unauthorized', 4403: 'expired',
  4409: 'replaced', 4410: 'closed_by_app', 4429: 'too_many_connections',
};

/** What an HTTP status means when the answer does not say, as that of a proxy does not. */
const STATUSES = { 400: 'bad_request', 401: 'unauthorized', 403: 'forbidden', 429: 'rate_limited' };

const STOPS = new Set(['unauthorized', 'forbidden', 'bad_request', 'protocol_error', 'too_many_connections', 'closed_by_app']);

const NOT_OFFERED = new Set([404, 405, 406, 410, 415, 426, 501]);

export const wordOfClose = (code) => WORDS[code];

/** Whether nothing but the page or its user can help. */
export const stops = (reason) => STOPS.has(reason);

/** Why a request was refused: what the server said, or else what its status means. */
export async function refusalOf(response) {
  const { status, headers } = response;
  const problem = await response.json().catch(() => null);
  const seconds = parseFloat(headers.get('Retry-After'));
  return {
    reason: problem?.code ?? STATUSES[status] ?? (NOT_OFFERED.has(status) ? 'not_offered' : 'unavailable'),
    retryAfterMs: seconds >= 0 ? seconds * 1000 : undefined,
    detail: problem?.detail ?? `HTTP ${status}`,
  };
}
