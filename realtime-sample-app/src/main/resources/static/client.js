/*
 * A small client of the protocol: one channel at a time over the transport that was picked, one cursor
 * that outlives channels and transports, and a word about everything that could not be replayed.
 *
 * Tells its listeners:  state → this.state   event → {event, replayed}   notice → {kind, ...}
 */
import { TRANSPORTS } from "./transports.js";
import { closed } from "./words.js";

const BACKOFF_FIRST = 500;
const BACKOFF_MAX = 20_000;
const STABLE_AFTER = 30_000;
const OPEN_WITHIN = 10_000;
const SILENCE_GRACE = 10_000;
const REPLAY_QUIET = 600;
const ANSWER_WITHIN = 10_000;

/** Why a message was not done: the server's code and words, and whether it may succeed later. */
export class MessageError extends Error {

	constructor({ code, message, temporary }) {
		super(message || code);
		this.code = code;
		this.temporary = temporary === true;
	}

}

/** Splits `epoch.offset`; what cannot be split is never compared. */
function position(text) {
	const dot = text?.lastIndexOf(".") ?? -1;
	return dot > 0 ? { epoch: text.slice(0, dot), offset: Number(text.slice(dot + 1)) } : null;
}

function alreadySeen(id, cursor) {
	const [one, other] = [position(id), position(cursor)];
	return one !== null && other !== null && one.epoch === other.epoch && one.offset <= other.offset;
}

export class RealtimeClient extends EventTarget {

	#bases;
	#topics;
	#channel = null;
	#hint = null;
	#attempt = 0;
	#retryTimer = 0;
	#replay = null;
	#awaySince = null;
	#wanted = false;
	#returnWhenVisible = false;
	#waiting = new Map();
	#ids = { page: Math.random().toString(36).slice(2, 8), last: 0 };

	/** With several nodes each attempt goes to the one after that of the attempt before. */
	constructor({ bases = ["/realtime"], transport, topics }) {
		super();
		this.#bases = bases;
		this.#topics = topics;
		this.state = {
			status: "offline", detail: "Not connected yet.", transport, base: bases[0], connection: null, cursor: null,
			heartbeat: null, heartbeatAt: null, frameAt: null, openedAt: null, retryAt: null,
			counts: { events: 0, replayed: 0, repeated: 0, gaps: 0, reconnects: 0 },
		};
		addEventListener("online", () => this.#wanted && this.#open("reconnecting", "The network is back."));
		addEventListener("offline", () => this.#wanted && this.#networkLost());
		document.addEventListener("visibilitychange", () => !document.hidden && this.#becameVisible());
		setInterval(() => this.#watch(), 1000);
	}

	start() {
		this.#wanted = true;
		this.#attempt = 0;
		this.#open(this.#awaySince === null ? "connecting" : "reconnecting", "");
	}

	stop() {
		this.#wanted = false;
		this.#drop();
		this.#set({ status: "offline", detail: "Disconnected by you." });
		this.#tell("notice", { kind: "stopped" });
	}

	/** Changes transport or topics; the cursor is carried over. */
	change({ transport = this.state.transport, topics = this.#topics }) {
		this.#topics = topics;
		this.#set({ transport });
		if (this.#wanted) {
			this.#drop();
			this.#attempt = 0;
			this.#open("connecting", `Changing to ${TRANSPORTS[transport].label}.`);
		}
	}

	/** An id for a message, which is also on the events that the message causes. */
	nextId() {
		return `${this.#ids.page}.${++this.#ids.last}`;
	}

	/** Sends a message; what it comes to is its ack's payload or a MessageError. */
	send(type, payload, id = this.nextId()) {
		return new Promise((resolve, reject) => {
			if (this.state.status !== "open") {
				reject(new MessageError({ code: "offline", message: "Not connected", temporary: true }));
				return;
			}
			const timer = setTimeout(() => this.#answer(id, { code: "late", message: "No answer", temporary: true }), ANSWER_WITHIN);
			this.#waiting.set(id, { resolve, reject, timer });
			this.#channel.transport.send({ type, id, payload }, this.state.connection);
		});
	}

	#answer(id, error, payload) {
		const { resolve, reject, timer } = this.#waiting.get(id) ?? {};
		this.#waiting.delete(id);
		clearTimeout(timer);
		if (error) {
			reject?.(new MessageError(error));
		}
		else {
			resolve?.(payload);
		}
	}

	#open(status, detail) {
		this.#drop();
		this.#returnWhenVisible = false;
		this.#set({ status, detail: detail || `Opening ${TRANSPORTS[this.state.transport].label}.`, openedAt: Date.now() });
		const channel = {};
		const mine = (handler) => (argument) => this.#channel === channel && handler(argument);
		this.#channel = channel;
		const sink = {
			frame: mine((message) => this.#frame(message)),
			ended: mine((why) => this.#ended(why)),
			interrupted: mine(() => this.#interrupted()),
		};
		const { base, cursor } = this.state;
		channel.transport = TRANSPORTS[this.state.transport].open({ base, topics: this.#topics, cursor, sink });
	}

	/** Lets go of the channel and of every timer that belongs to it. */
	#drop() {
		clearTimeout(this.#retryTimer);
		const channel = this.#channel;
		this.#channel = null;
		this.#hint = null;
		if (this.state.status === "open") {
			this.#awaySince = Date.now();
		}
		this.#forgetReplay();
		// Whether these were done is not known; what they caused is replayed with their ids.
		[...this.#waiting.keys()].forEach((id) => this.#answer(id, { code: "lost", message: "Connection lost", temporary: true }));
		channel?.transport?.close();
		this.#set({ connection: null, retryAt: null });
	}

	#frame(message) {
		this.state.frameAt = Date.now();
		switch (message.type) {
			case "rt.ready": this.#ready(message); break;
			case "rt.heartbeat": this.#heartbeat(message); break;
			case "rt.gap": this.#gap({ [message.payload.topic]: { gap: message.payload.reason } }, message.id); break;
			case "rt.close": this.#hint = message.payload; this.#closing(); break;
			case "rt.error": this.#error(message); break;
			case "rt.ack": this.#answer(message.id, null, message.payload); break;
			default: this.#event(message);
		}
	}

	#ready({ id, payload }) {
		const asked = this.state.cursor;
		const away = this.#awaySince === null ? null : Date.now() - this.#awaySince;
		const topics = payload.topics ?? {};
		this.#awaySince = null;
		this.state.counts.reconnects += asked === null ? 0 : 1;
		this.#set({
			status: "open", detail: "", connection: payload.connection ?? null, heartbeat: payload.heartbeat ?? 15_000,
			heartbeatAt: null, openedAt: Date.now(), retryAt: null,
		});
		if (asked === null) {
			this.#tell("notice", { kind: "connected", transport: this.state.transport });
		}
		const refused = Object.entries(topics).filter(([, { error }]) => error);
		if (refused.length) {
			this.#tell("notice", { kind: "refused", topics: refused.map(([topic, { error }]) => `${topic} (${error})`) });
		}
		this.#gap(topics, undefined, away);
		if (Object.values(topics).some(({ resumed }) => resumed)) {
			const partly = Object.values(topics).some(({ gap }) => gap);
			this.#replay = { types: new Map(), away, partly, quiet: 0 };
			// An id beyond our cursor says that nothing is left to replay; else a checkpoint tells the end.
			if (id !== undefined && id !== asked) {
				this.#endReplay();
			}
			else {
				this.#awaitQuiet();
			}
		}
		this.#moveTo(id);
	}

	#event(event) {
		if (event.id !== undefined && alreadySeen(event.id, this.state.cursor)) {
			this.state.counts.repeated++;
			return;
		}
		this.#moveTo(event.id);
		this.state.counts.events++;
		const replayed = this.#replay !== null;
		if (replayed) {
			this.state.counts.replayed++;
			this.#replay.types.set(event.type, (this.#replay.types.get(event.type) ?? 0) + 1);
			this.#awaitQuiet();
		}
		this.#tell("event", { event, replayed });
	}

	#error({ id, payload }) {
		if (this.#waiting.has(id)) {
			this.#answer(id, payload);
		}
		else {
			this.#tell("notice", { kind: "error", ...payload });
		}
	}

	#heartbeat({ id }) {
		this.#set({ heartbeatAt: Date.now() });
		if (id !== undefined) {
			this.#endReplay();
			this.#moveTo(id);
		}
	}

	#gap(topics, id, away = null) {
		const reasons = new Map();
		for (const [topic, { gap }] of Object.entries(topics)) {
			if (gap) {
				reasons.set(gap, [...(reasons.get(gap) ?? []), topic]);
			}
		}
		for (const [reason, names] of reasons) {
			this.state.counts.gaps += names.length;
			this.#tell("notice", { kind: "gap", reason, topics: names, away });
		}
		this.#moveTo(id);
	}

	/** A server that sends no checkpoint because nothing was missed must not leave us waiting for it. */
	#awaitQuiet() {
		clearTimeout(this.#replay.quiet);
		this.#replay.quiet = setTimeout(() => this.#endReplay(), REPLAY_QUIET);
	}

	#endReplay() {
		if (this.#replay !== null) {
			const { types, away, partly } = this.#replay;
			this.#forgetReplay();
			this.#tell("notice", { kind: "resumed", types, away, partly, transport: this.state.transport });
		}
	}

	/** A replay that was cut is no success to report: the next connection asks for the rest. */
	#forgetReplay() {
		clearTimeout(this.#replay?.quiet);
		this.#replay = null;
	}

	#closing() {
		const { reconnect, retryAfterMs } = this.#hint;
		// Native EventSource would come back by itself; where it may, that is what the server's retry is for.
		if (reconnect === false || retryAfterMs !== undefined) {
			this.#ended({ reconnect });
		}
	}

	/** The browser's own EventSource has lost its stream and waits for the server's retry time. */
	#interrupted() {
		const reason = this.#hint?.reason ?? "the stream broke off";
		this.#hint = null;
		this.#forgetReplay();
		this.#lost("lost", reason);
		this.#set({ status: "reconnecting", connection: null, openedAt: Date.now(), retryAt: null,
			detail: `Lost: ${closed(reason)}. The browser returns at the time that the server set.` });
	}

	#ended({ reason, reconnect, retryAfterMs }) {
		const hint = this.#hint;
		const why = hint?.reason ?? reason;
		const stays = (hint?.reconnect ?? reconnect) === false;
		const stable = this.state.status === "open" && Date.now() - this.state.openedAt > STABLE_AFTER;
		this.#lost(stays ? "closed" : "lost", why);
		this.#drop();
		if (stays) {
			this.#wanted = false;
			this.#returnWhenVisible = why === "replaced";
			this.#set({ status: "offline", detail: `Closed: ${closed(why)}.` });
			return;
		}
		this.#attempt = stable ? 0 : this.#attempt;
		const jittered = Math.random() * Math.min(BACKOFF_MAX, BACKOFF_FIRST * 2 ** this.#attempt);
		const delay = hint?.retryAfterMs ?? retryAfterMs ?? jittered;
		this.#attempt++;
		const base = this.#bases[(this.#bases.indexOf(this.state.base) + 1) % this.#bases.length];
		this.#set({ base, status: this.state.cursor === null ? "connecting" : "reconnecting", retryAt: Date.now() + delay,
			detail: `Failed: ${closed(why)}. Attempt ${this.#attempt} follows.` });
		this.#retryTimer = setTimeout(() => this.#open(this.state.status, ""), delay);
	}

	/** Tells of a loss once, not again with every attempt that fails. */
	#lost(kind, reason) {
		if (this.state.status === "open") {
			this.#awaySince = Date.now();
			this.#tell("notice", { kind, reason });
		}
		else if (kind === "closed") {
			this.#tell("notice", { kind, reason });
		}
	}

	#networkLost() {
		this.#lost("lost", "this device has no network");
		this.#drop();
		this.#set({ status: "offline", detail: "This device has no network; the page returns with it." });
	}

	#becameVisible() {
		if (this.#returnWhenVisible) {
			this.start();
		}
		else if (this.#wanted) {
			this.#watch();
		}
	}

	/** A channel that says nothing for heartbeat + 10 s is dead, whatever the socket believes. */
	#watch() {
		if (this.#channel === null) {
			return;
		}
		const { status, frameAt, openedAt, heartbeat } = this.state;
		const now = Date.now();
		if (status === "open" && now - Math.max(frameAt, openedAt) > heartbeat + SILENCE_GRACE) {
			this.#ended({ reason: `nothing came for ${Math.round((now - frameAt) / 1000)} s` });
		}
		else if (status !== "open" && now - openedAt > OPEN_WITHIN * (status === "reconnecting" ? 2 : 1)) {
			this.#ended({ reason: "no answer" });
		}
	}

	#moveTo(id) {
		if (id !== undefined && !alreadySeen(id, this.state.cursor)) {
			this.#set({ cursor: id });
		}
	}

	#set(changes) {
		Object.assign(this.state, changes);
		this.#tell("state", this.state);
	}

	#tell(type, detail) {
		this.dispatchEvent(new CustomEvent(type, { detail }));
	}

}
