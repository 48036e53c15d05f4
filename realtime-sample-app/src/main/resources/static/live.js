/*
 * The page's one connection, by the project's client. What this adds is what a visitor wants to do by hand: choose
 * another transport, disconnect, and come back. Whatever is followed goes on from where it was.
 */
import { connect } from "/realtime/client.js";
import { remember, remembered } from "./dom.js";

const ALL = ["websocket", "sse", "poll"];
const QUIET = 700;

const follows = new Set();
const listeners = { state: new Set(), event: new Set(), notice: new Set() };
const tell = (name, value) => listeners[name].forEach((listener) => listener(value));

let rt;
let user;
let cursor = remembered("sessionStorage", "since") ?? undefined;
let away = null;
let back = null;
let lossy = false;
let stopped = false;
/** Topics by the reason of their gap. */
const losses = new Map();

export const live = {
	choice: remembered("localStorage", "transport") ?? "auto",
	/** Where this tab began: what is worth showing again after a reload is replayed from here. */
	since: cursor,
	gaps: 0,
	reconnects: 0,
	on: (name, listener) => listeners[name].add(listener),
	get status() {
		return rt?.status ?? { state: "connecting" };
	},
	start(name) {
		user = name;
		open();
	},
	/** Follows a topic, over whatever connection there is. */
	follow(topic, handlers) {
		const follow = { topic, handlers, since: handlers.since };
		follows.add(follow);
		if (rt) {
			subscribe(follow);
		}
		return () => {
			follows.delete(follow);
			follow.subscription?.unsubscribe();
		};
	},
	/** Sends a message. It waits for a connection that comes back by itself, but not for the visitor. */
	send: (type, payload, how) =>
		(rt.state === "closed" ? Promise.reject(Object.assign(new Error("closed"), { code: "closed" })) : rt.send(type, payload, how)),
	use(choice) {
		live.choice = choice;
		remember("localStorage", "transport", choice);
		live.stop();
		open();
	},
	stop() {
		cursor = rt.status.cursor ?? cursor;
		stopped = true;
		rt.close();
	},
	/** Comes back now: after the visitor, or the server, ended it, or instead of waiting. */
	resume: () => (stopped ? open() : rt.reconnect()),
};

function open() {
	stopped = false;
	const transports = ALL.includes(live.choice) ? [live.choice] : ALL;
	// Tabs share a connection if they are of one user and want the same.
	const mine = connect({ url: "/realtime", transports, shared: `${user ?? ""}/${transports}` });
	rt = mine;
	const current = (listener) => (value) => rt === mine && listener(value);
	mine.on("state", current(changed));
	mine.on("event", current(counted));
	mine.on("gap", current(lost));
	mine.on("error", current((error) => tell("notice", { kind: "error", ...error })));
	follows.forEach(subscribe);
	changed(mine.status);
}

function subscribe(follow) {
	follow.subscription = rt.subscribe(follow.topic, { ...follow.handlers, since: follow.opened ? cursor : follow.since });
	follow.opened = true;
}

let before = "connecting";

function changed(status) {
	if (status.state === "open" && before !== "open") {
		if (live.since === undefined && status.cursor) {
			live.since = status.cursor;
			remember("sessionStorage", "since", live.since);
		}
		if (away !== null) {
			live.reconnects++;
			back = { since: away, at: Date.now(), events: 0 };
			quiet();
		}
		away = null;
	}
	else if (before === "open" && status.state !== "open") {
		away = Date.now();
		lossy = false;
		clearTimeout(back?.timer);
		back = null;
		const kind = { closed: "closed", offline: "offline" }[status.state] ?? "lost";
		tell("notice", { kind, reason: status.reason });
	}
	before = status.state;
	tell("state", status);
}

function counted(event) {
	if (back && event.timestamp <= back.at) {
		back.events++;
		quiet();
	}
	tell("event", event);
}

/** Topics that lost something for the same reason at the same time are one piece of news. */
function lost({ topic, reason }) {
	live.gaps++;
	lossy = true;
	if (losses.size === 0) {
		setTimeout(() => {
			// From here on there is something to go on from.
			live.since = live.status.cursor;
			remember("sessionStorage", "since", live.since ?? null);
			losses.forEach((topics, why) => tell("notice", { kind: "gap", reason: why, topics }));
			losses.clear();
		}, 50);
	}
	losses.set(reason, [...(losses.get(reason) ?? []), topic]);
}

/** What comes after a while without anything old is no replay any more. */
function quiet() {
	clearTimeout(back.timer);
	back.timer = setTimeout(() => {
		const { since, at, events } = back;
		back = null;
		tell("notice", { kind: "resumed", away: at - since, events, lossy });
	}, QUIET);
}
