/** What an HTTP status means when the answer does not say, as that of a proxy does not. */
const STATUSES = { 401: 'unauthorized', 403: 'forbidden', 429: 'rate_limited' };

/** Why a request was refused: what the server said, or else what its status means. */
export async function refusalOf(response) {
  const { status, headers } = response;
  const problem = await response.json().catch(() => {});
  const reason = problem?.code ?? STATUSES[status] ?? (status < 500 ? 'not_offered' : 'unavailable');
  const seconds = parseFloat(headers.get('Retry-After'));
  return {
    reason,
    reconnect: status > 499 || /^(timeout|rate_limited)$/.test(reason),
    // At once is no answer: who is told so comes back as often as he is told.
    retryAfterMs: seconds > 0 ? seconds * 1000 : undefined,
    detail: problem?.detail ?? `HTTP ${status}`,
    topic: problem?.topic,
  };
}
