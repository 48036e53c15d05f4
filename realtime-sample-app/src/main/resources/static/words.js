/*
 * What the protocol's words mean to a visitor.
 */
export const TRANSPORTS = { websocket: "WebSocket", sse: "server-sent events", poll: "long polling" };

export const SHORT = { websocket: "WebSocket", sse: "SSE", poll: "Poll" };

const GAPS = {
	unknown: "the server started anew, so older events cannot be replayed",
	forked: "the server lost events that this page had already been given",
	trimmed: "some of what was missed is no longer kept",
	limit: "more was missed than is replayed at once",
};

const REASONS = {
	bad_request: "the request could not be understood", buffered: "something in between holds the stream back",
	closed: "disconnected by you", closed_by_app: "the application closed the connection", draining: "the server is shutting down",
	expired: "the login ended", forbidden: "not allowed", hidden: "the page was put away", lost: "the connection broke",
	no_answer: "nobody answers", offline: "this device has no network", protocol_error: "the protocol was broken",
	queue_full: "too much waits to be sent", rate_limited: "too many messages", replaced: "another page took this one's place",
	rotated: "the connection had its time", silent: "the server fell silent", slow: "this page read too slowly",
	timeout: "no answer in time", too_big: "too big", too_many_connections: "too many connections",
	unauthorized: "a login is needed", unavailable: "the server cannot take it now", unreachable: "the server cannot be reached",
};

const lookup = (table, word) => (Object.hasOwn(table, word) ? table[word] : word);

export const gapWords = (reason) => lookup(GAPS, reason);
export const reasonWords = (reason) => lookup(REASONS, reason ?? "lost");

/** What went wrong with a message: the server's words if it has some, else those for its code. */
export const problemWords = ({ code, message }) => (message && message !== code ? message : reasonWords(code));

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export function duration(millis) {
	const seconds = Math.max(0, Math.round(millis / 1000));
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	return hours ? `${hours} h ${minutes % 60} min` : minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
