/*
 * What the protocol's words mean to a visitor.
 */
import { TRANSPORTS } from "./transports.js";

const GAPS = {
	unknown: "The server started anew, so older events cannot be replayed",
	forked: "The server lost events that this page had already been given",
	trimmed: "Some of what was missed is no longer kept by the server",
	limit: "More was missed than the server replays at once",
};

const CLOSES = {
	bad_request: "the request could not be understood", closed_by_app: "the application closed the connection",
	draining: "the server is shutting down", expired: "the login ended", forbidden: "not allowed",
	protocol_error: "the protocol was broken", rate_limited: "too many messages",
	replaced: "another tab took this one's place", rotated: "the connection had its time", slow: "this page read too slowly",
	timeout: "the server heard nothing from this page", too_big: "a message was too big",
	too_many_connections: "too many connections", unauthorized: "a login is needed", unavailable: "the server cannot take it now",
};

export function duration(millis) {
	const seconds = Math.max(0, Math.round(millis / 1000));
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	return hours ? `${hours} h ${minutes % 60} min` : minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** Why a connection ended: the protocol's word in plain ones, anything else as it is. */
export function closed(reason) {
	return Object.hasOwn(CLOSES, reason) ? CLOSES[reason] : reason;
}

function replayed({ types, partly }) {
	const count = [...types.values()].reduce((sum, each) => sum + each, 0);
	const kinds = [...types].map(([type, each]) => `${each} × ${type}`).join(", ");
	const rest = partly ? "in the other topics" : "nothing lost";
	return count === 0 ? "nothing was missed" : `${count} ${count === 1 ? "event" : "events"} replayed (${kinds}), ${rest}`;
}

/** Says in plain words what a notice of the client means. */
export function words(notice) {
	const { kind, away, reason, topics } = notice;
	const after = away === null || away === undefined ? "" : ` after ${duration(away)} away`;
	switch (kind) {
		case "connected":
			return `Connected over ${TRANSPORTS[notice.transport].label}, following from now on.`;
		case "resumed":
			return `Resumed over ${TRANSPORTS[notice.transport].label}${after}: ${replayed(notice)}.`;
		case "gap":
			return `${GAPS[reason] ?? `Something could not be replayed (${reason})`}: a gap in ${topics.join(", ")}${after}. Following live again.`;
		case "refused":
			return `Not allowed to follow ${topics.join(", ")}.`;
		case "lost":
			return `Connection lost: ${closed(reason)}. What is missed meanwhile is asked for on return.`;
		case "closed":
			return `Closed: ${closed(reason)}. Press Connect to return.`;
		case "stopped":
			return "Disconnected by you. Events go on without this page; press Connect to be given what it missed.";
		default:
			return `The server refused a message: ${notice.message ?? notice.code}`;
	}
}
