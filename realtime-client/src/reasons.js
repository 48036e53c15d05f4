/** What an HTTP status means when the answer does not say, as that of a proxy does not. */
const STATUSES = { 400: 'bad_request', 401: 'unauthorized', 403: 'forbidden', 429: 'rate_limited' };

const STOPS = /^(unauthorized|forbidden|bad_request|protocol_error|too_many_connections|closed_by_app)$/;

/** Whether nothing but the page or its user can help. */
export const stops = (reason) => STOPS.test(reason);

/** Why a request was refused: what the server said, or else what its status means. */
export async function refusalOf(response) {
  const { status, headers } = response;
  const problem = await response.json().catch(() => {});
  const seconds = parseFloat(headers.get('Retry-After'));
  return {
    reason: problem?.code ?? STATUSES[status] ?? (status < 500 ? 'not_offered' : 'unavailable'),
    retryAfterMs: seconds >= 0 ? seconds * 1000 : undefined,
    detail: problem?.detail ?? `HTTP ${status}`,
  };
}
