/*
 * The instrument beside every view: how the page is connected, how fast, what was lost, and a way to choose.
 */
import { bursts } from "./hurt.js";
import { byId, copy, stamp, trim, write } from "./dom.js";
import { live } from "./live.js";
import { SHORT, TRANSPORTS, capital, duration, gapWords, plural, reasonWords } from "./words.js";

const PING_EVERY = 5_000;
const KEPT = 20;

const measured = { latency: [], roundTrip: [], node: null };
const median = (values) => (values.length === 0 ? null : [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]);
const millis = (value) => (value === null ? "–" : value < 10 && !Number.isInteger(value) ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`);
let openedAt = null;

/** Each fact: its id, what it is called, how wide it is, and how it reads. */
const FACTS = [
	["transport", "Transport", "half", ({ transport }) => SHORT[transport] ?? "–"],
	["role", "This tab", "half", ({ leader, state }) => (state === "closed" ? "–" : leader ? "leads" : "follows another")],
	["latency", "Latency", "", () => millis(median(measured.latency))],
	["roundtrip", "Round trip", "", () => millis(median(measured.roundTrip))],
	["reconnects", "Reconnects", "", () => String(live.reconnects)],
	["received", "Received", "", () => bursts.totals.received.toLocaleString("en")],
	["missing", "Missing", "", () => bursts.totals.missing.toLocaleString("en")],
	["repeated", "Twice", "", () => bursts.totals.repeated.toLocaleString("en")],
	["cursor", "Cursor", "whole", ({ cursor }) => cursor ?? "–"],
	["connection", "Connection", "whole", ({ connection, state, transport }) => connection ?? (state === "open" && transport === "poll" ? "each poll is its own" : "–")],
];
const ALARMS = new Set(["missing", "repeated"]);

const values = FACTS.map(([id, name, width]) => {
	const [box, term, value] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
	box.className = width;
	term.textContent = name;
	value.id = `fact-${id}`;
	box.append(term, value);
	byId("facts").append(box);
	return { box, value };
});

function sentence({ state, transport, reason }) {
	switch (state) {
		case "open": return `Open over ${TRANSPORTS[transport] ?? transport}`;
		case "connecting": return "Connecting …";
		case "offline": return "Offline: this device has no network";
		case "closed": return `Closed: ${reasonWords(reason)}`;
		default: return `Reconnecting: ${reasonWords(reason)}`;
	}
}

function countdown({ state, retryAt, reason }) {
	if (state === "open" && openedAt !== null) {
		return `for ${duration(Date.now() - openedAt)}`;
	}
	if (state === "closed") {
		return "Events go on without this page. Reconnect, and it is given what it missed.";
	}
	if (state === "offline") {
		return "The page comes back with the network, and is given what it missed.";
	}
	if (state === "waiting" && retryAt) {
		return `Next try in ${duration(Math.max(0, retryAt - Date.now()))}.`;
	}
	return state === "waiting" && reason === "replaced" ? "Look at this page again, and it comes back." : "";
}

function show() {
	const { status } = live;
	const { state, transport } = status;
	document.body.dataset.state = state;
	document.body.dataset.transport = transport ?? "";
	write(byId("status").querySelector(".state-word"), state === "waiting" ? "reconnecting" : state);
	write(byId("state-text"), sentence(status));
	write(byId("countdown"), countdown(status));
	FACTS.forEach(([id, , , read], index) => {
		const { box, value } = values[index];
		write(value, read(status));
		box.dataset.alarm = String(ALARMS.has(id) && value.textContent !== "0");
	});
	write(byId("fact-gaps"), String(live.gaps));
	const trip = millis(median(measured.roundTrip));
	write(byId("wire-role"), state === "closed" ? "" : status.leader ? "leads" : "follows");
	write(byId("wire-label"), state === "open" ? SHORT[transport] ?? "" : "");
	write(byId("wire-node"), measured.node ? `node ${measured.node}` : "node");
	write(byId("wire-latency"), state === "open" ? trip : "");
	write(byId("summary-line"), state === "open" ? `${SHORT[transport] ?? ""} · ${trip} · ${plural(live.gaps, "gap")}` : countdown(status));
	write(byId("toggle"), state === "open" || state === "connecting" ? "Disconnect" : "Reconnect");
}

let planned = false;

/** A burst of events is shown once. */
export function plan() {
	if (!planned) {
		planned = true;
		setTimeout(() => {
			planned = false;
			show();
		}, 60);
	}
}

function keep(list, value) {
	list.push(value);
	if (list.length > KEPT) {
		list.shift();
	}
}

const nodeListeners = [];

/** Tells which node answers this page, whenever that changes. */
export function onNode(listener) {
	nodeListeners.push(listener);
}

async function ping() {
	if (live.status.state !== "open" || document.hidden) {
		return;
	}
	const sent = performance.now();
	try {
		const { node } = await live.send("ping", null, { timeout: PING_EVERY });
		keep(measured.roundTrip, performance.now() - sent);
		if (node !== measured.node) {
			measured.node = node;
			nodeListeners.forEach((listener) => listener(node));
		}
	}
	catch {
		// The state says what is wrong.
	}
	plan();
}

/** Lists a gap, and what was done about it: a page that cannot be given what it missed loads how things stand. */
async function gap({ topics, reason }, repairs) {
	const item = copy("gap-template");
	const outcome = item.querySelector(".outcome");
	item.dataset.reason = reason;
	stamp(item.querySelector("time"));
	item.querySelector("b").textContent = topics.join(", ");
	item.querySelector(".reason").textContent = `${gapWords(reason)}.`;
	byId("gaps").prepend(item);
	trim(byId("gaps"), 30);
	byId("no-gaps").hidden = true;
	const work = topics.filter((topic) => Object.hasOwn(repairs, topic)).map((topic) => repairs[topic]());
	try {
		await Promise.all(work);
		outcome.textContent = work.length === 0 ? "There is no snapshot of it." : "Snapshot loaded.";
	}
	catch (error) {
		outcome.textContent = `No snapshot: ${error.message}`;
	}
}

/** @param repairs what loads a snapshot, by topic */
export function startPanel(repairs) {
	const wide = matchMedia("(min-width: 1061px)");
	const unfold = () => (byId("panel").open = wide.matches);
	wide.addEventListener("change", unfold);
	unfold();

	byId("transports").querySelector(`[value="${live.choice}"]`)?.setAttribute("checked", "");
	byId("transports").addEventListener("change", ({ target }) => {
		measured.latency.length = measured.roundTrip.length = 0;
		live.use(target.value);
	});
	live.on("state", ({ state, connection }) => {
		if (state !== "open") {
			openedAt = null;
		}
		else if (openedAt === null) {
			openedAt = Date.now();
			setTimeout(ping);
		}
		plan();
	});
	live.on("event", ({ type, timestamp }) => {
		const late = Date.now() - timestamp;
		// What is replayed was late because the page was.
		if (type === "metrics" && late < 2_000) {
			keep(measured.latency, Math.max(0, late));
		}
		plan();
	});
	live.on("notice", (notice) => notice.kind === "gap" && gap(notice, repairs));
	setInterval(show, 1_000);
	setInterval(ping, PING_EVERY);
	show();
}

/** Says in plain words what a notice means. */
export function noticeWords({ kind, away, events, lossy, topics, topic, reason, code, message }) {
	switch (kind) {
		case "resumed": {
			const given = events === 0 ? "nothing was missed" : `${plural(events, "event")} replayed`;
			return `Back after ${duration(away)}: ${given}${lossy ? ", apart from the gap" : events === 0 ? "" : ", nothing lost"}.`;
		}
		case "gap":
			return `A gap in ${topics.join(", ")}: ${gapWords(reason)}.`;
		case "lost":
			return `Connection lost: ${reasonWords(reason)}. What is missed meanwhile is asked for on return.`;
		case "closed":
			return `${capital(reasonWords(reason))}. Events go on without this page.`;
		case "offline":
			return "This device has no network. What is missed meanwhile is asked for on return.";
		default:
			return topic ? `${topic}: ${reasonWords(code)}.` : message ?? reasonWords(code);
	}
}
