/*
 * Figures as charts, all events as a list, and a form that publishes.
 */
import { get, post } from "./api.js";
import { createCharts } from "./charts.js";
import { answer, byId, write } from "./dom.js";
import { createFeed } from "./feed.js";
import { BURST } from "./hurt.js";
import { live } from "./live.js";
import { noticeWords, onNode } from "./panel.js";
import { reasonWords } from "./words.js";

export const FIGURES = "public.metrics";
const FEED_TOPICS = ["public.demo"];

const charts = createCharts(byId("charts"));
const feed = createFeed(byId("feed"));
const followed = new Set();

/** How things stand: the last two minutes of this node. */
export async function loadFigures() {
	(await get("/api/figures")).forEach(charts.add);
}

function follow(topic) {
	if (followed.has(topic)) {
		return;
	}
	followed.add(topic);
	live.follow(topic, {
		onReady: () => write(byId("followed"), `Following ${[...followed].join(", ")}.`),
		onError({ code }) {
			followed.delete(topic);
			write(byId("followed"), `${topic}: ${reasonWords(code)}.`);
		},
	});
}

export function startDashboard() {
	live.follow(FIGURES, { onEvent: charts.add });
	FEED_TOPICS.forEach(follow);
	onNode(charts.of);
	loadFigures().catch(() => {
		// They fill from now on.
	});
	live.on("event", (event) => {
		// A burst is counted in the panel. Here it would drown all others.
		const steady = event.topic === FIGURES || event.type === "job";
		if (event.topic !== BURST && (!steady || byId("show-steady").checked)) {
			feed.event(event);
		}
	});
	live.on("notice", (notice) => feed.remark(notice.kind, noticeWords(notice)));
	byId("clear").addEventListener("click", feed.clear);
	byId("follow").addEventListener("submit", (event) => {
		event.preventDefault();
		follow(byId("follow-topic").value.trim());
		byId("follow-topic").value = "";
	});
	byId("publish").addEventListener("submit", async (event) => {
		event.preventDefault();
		const { topic, type, payload } = Object.fromEntries(["topic", "type", "payload"].map((id) => [id, byId(id).value.trim()]));
		try {
			// As text, so that what was typed is what is published: 1.0 stays 1.0.
			const { id } = await post("/api/events", `{"topic":${JSON.stringify(topic)},"type":${JSON.stringify(type)},"payload":${payload}}`);
			answer("published", `Published as ${id}`);
		}
		catch (error) {
			answer("published", error.message, true);
		}
	});
}
