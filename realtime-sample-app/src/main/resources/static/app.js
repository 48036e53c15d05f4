/*
 * Wires the page: what the client says becomes text, what the visitor does reaches the client.
 * `?transport=sse&topics=public.metrics,public.demo` makes a link of the two choices, `&also=http://localhost:8082`
 * names another node to go to when this one is away.
 */
import { charts } from "./charts.js";
import { RealtimeClient } from "./client.js";
import { Feed } from "./feed.js";
import { TRANSPORTS } from "./transports.js";
import { duration, words } from "./words.js";

const METRICS = "public.metrics";
const byId = (id) => document.getElementById(id);

const chosen = new URLSearchParams(location.search);
const split = (value) => [...new Set(value.split(/[\s,]+/).filter(Boolean))];
let topics = split(chosen.get("topics") ?? `${METRICS},public.demo`);
const transport = Object.hasOwn(TRANSPORTS, chosen.get("transport") ?? "") ? chosen.get("transport") : "websocket";

const bases = ["/realtime", ...split(chosen.get("also") ?? "").map((node) => `${node}/realtime`)];

const client = new RealtimeClient({ bases, transport, topics });
const feed = new Feed(byId("feed"), { event: byId("event-template"), notice: byId("notice-template") });
const draw = charts(byId("charts"), byId("chart-template"));

const FACTS = [
	["Connection id", ({ connection, transport, status }) =>
		connection ?? (transport === "poll" && status === "open" ? "none: each poll is its own" : "–")],
	["Node", ({ base }) => new URL(base, location.href).host],
	["Cursor", ({ cursor }) => cursor ?? "–"],
	["Last heartbeat", ({ heartbeatAt, transport, status }) => heartbeatAt ? ago(heartbeatAt)
		: transport === "sse" && status === "open" ? "none needed while events flow" : "none yet"],
	["Last frame", ({ frameAt }) => frameAt ? ago(frameAt) : "–"],
	["Events", ({ counts }) => String(counts.events)],
	["of them replayed", ({ counts }) => String(counts.replayed)],
	["Repeats dropped", ({ counts }) => String(counts.repeated)],
	["Gaps", ({ counts }) => String(counts.gaps)],
	["Reconnects", ({ counts }) => String(counts.reconnects)],
];

const ago = (time) => `${duration(Date.now() - time)} ago`;

const values = FACTS.map(([name]) => {
	const term = document.createElement("dt");
	const value = document.createElement("dd");
	term.textContent = name;
	byId("facts").append(term, value);
	return value;
});

/** Writes only what changed: a live region that is written again may be read out again. */
function write(element, text) {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

function showState() {
	const { state } = client;
	const wait = state.retryAt === null ? "" : ` Next in ${duration(Math.max(0, state.retryAt - Date.now()))}.`;
	byId("status").dataset.status = state.status;
	write(byId("status-text"), state.status);
	write(byId("detail"), state.detail + wait || `${TRANSPORTS[state.transport].label}, open for ${duration(Date.now() - state.openedAt)}.`);
	write(byId("toggle"), state.status === "offline" ? "Connect" : "Disconnect");
	FACTS.forEach(([, value], index) => write(values[index], value(state)));
}

let planned = false;
function planState() {
	if (!planned) {
		planned = true;
		setTimeout(() => {
			planned = false;
			showState();
		}, 50);
	}
}

function showNotice(notice) {
	feed.notice(notice);
	byId("empty").hidden = true;
	// What is gone matters more than that the other topics were resumed.
	if (!notice.partly) {
		byId("banner").dataset.kind = notice.kind;
		write(byId("banner"), words(notice));
	}
}

client.addEventListener("state", planState);
client.addEventListener("notice", ({ detail }) => showNotice(detail));
client.addEventListener("event", ({ detail: { event, replayed } }) => {
	const figures = event.topic === METRICS && event.type === "metrics";
	if (figures) {
		draw(event);
	}
	if (!figures || byId("show-metrics").checked) {
		feed.event(event, replayed);
		byId("empty").hidden = true;
	}
	planState();
});

function remember() {
	const url = new URL(location.href);
	url.searchParams.set("transport", client.state.transport);
	url.searchParams.set("topics", topics.join(","));
	history.replaceState(null, "", url);
}

byId("transports").addEventListener("change", ({ target }) => {
	client.change({ transport: target.value });
	remember();
});
byId("topics-form").addEventListener("submit", (event) => {
	event.preventDefault();
	topics = split(byId("topics").value);
	byId("topics").value = topics.join(", ");
	client.change({ topics });
	remember();
});
byId("toggle").addEventListener("click", () => client.state.status === "offline" ? client.start() : client.stop());
byId("clear").addEventListener("click", () => {
	feed.clear();
	byId("empty").hidden = false;
});

byId("publish").addEventListener("submit", async (event) => {
	event.preventDefault();
	const say = (text, failed) => {
		byId("published").dataset.failed = String(failed);
		byId("published").textContent = text;
	};
	const payload = byId("payload").value.trim();
	try {
		JSON.parse(payload);
	}
	catch (error) {
		say(`The payload is not JSON: ${error.message}`, true);
		return;
	}
	// The text goes as it was typed: parsing and writing it again would change 1.0 into 1.
	const [topic, type] = [byId("topic").value, byId("type").value].map((value) => JSON.stringify(value.trim()));
	try {
		const response = await fetch("/api/events", {
			method: "POST", headers: { "Content-Type": "application/json" },
			body: `{"topic":${topic},"type":${type},"payload":${payload}}`,
		});
		const answer = await response.json();
		const heard = topics.includes(byId("topic").value.trim()) ? "" : ", a topic that this page does not follow";
		say(response.ok ? `Published as ${answer.id}${heard}` : answer.detail ?? `HTTP ${response.status}`, !response.ok);
	}
	catch {
		say("The server cannot be reached: not published.", true);
	}
});

byId("topics").value = topics.join(", ");
document.querySelector(`input[name=transport][value=${transport}]`).checked = true;
setInterval(showState, 1000);
client.start();
showState();
