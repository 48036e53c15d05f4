/*
 * What goes to one user alone: notifications, and the progress of jobs.
 */
import { get, post, request } from "./api.js";
import { answer, byId, copy, stamp, trim } from "./dom.js";
import { live } from "./live.js";

const KEPT = 30;
const SILENT_AFTER = 5_000;

/** Jobs as they stand, by id. */
const jobs = new Map();

function notification({ payload, timestamp }) {
	const item = copy("inbox-template");
	const from = String(payload.from);
	item.querySelector(".avatar").textContent = from.charAt(0);
	item.querySelector("b").textContent = from;
	stamp(item.querySelector("time"), timestamp);
	item.querySelector(".text").textContent = String(payload.text);
	byId("inbox").prepend(item);
	byId("inbox-empty").hidden = true;
	trim(byId("inbox"), KEPT);
}

const WORDS = { RUNNING: "", DONE: "done", CANCELLED: "cancelled", LOST: "lost with its node" };

function show(job) {
	const known = jobs.get(job.id);
	// What is replayed may be older than the snapshot that was loaded meanwhile.
	if (known && (known.job.state !== "RUNNING" || job.percent < known.job.percent)) {
		return;
	}
	const item = known?.item ?? copy("job-template");
	if (!known) {
		item.dataset.job = job.id;
		item.querySelector("b").textContent = job.title;
		item.querySelector("button").addEventListener("click", () => cancel(job.id));
		byId("jobs").prepend(item);
		byId("jobs-empty").hidden = true;
		trim(byId("jobs"), KEPT);
	}
	jobs.set(job.id, { job, item, heard: Date.now() });
	item.dataset.state = job.state;
	item.dataset.percent = job.percent;
	item.querySelector(".mark").textContent = job.state === "RUNNING" ? `${job.percent} % on node ${job.node}` : WORDS[job.state];
	item.querySelector("progress").value = job.percent;
	item.querySelector("progress").setAttribute("aria-label", job.title);
	item.querySelector("button").hidden = job.state !== "RUNNING";
}

async function cancel(id) {
	try {
		await request("DELETE", `/api/jobs/${encodeURIComponent(id)}`);
	}
	catch (error) {
		answer("job-result", error.message, true);
	}
}

/** How the jobs stand on a node, the one that answers. One that should run there and does not has died with it. */
export async function loadJobs(node) {
	const here = await get("/api/jobs");
	here.forEach(show);
	for (const { job } of jobs.values()) {
		if (job.state === "RUNNING" && !here.some(({ id }) => id === job.id) && job.node === node) {
			show({ ...job, state: "LOST" });
		}
	}
}

/** A job on another node that has died says nothing any more, and neither does anybody else. */
function watch() {
	for (const { job, item, heard } of jobs.values()) {
		if (job.state === "RUNNING" && live.status.state === "open" && Date.now() - heard > SILENT_AFTER) {
			item.querySelector(".mark").textContent = `${job.percent} %, no news of node ${job.node}`;
		}
	}
}

function forms() {
	byId("notify").addEventListener("submit", async (event) => {
		event.preventDefault();
		const to = byId("notify-to").value;
		try {
			await post("/api/notifications", { to, text: byId("notify-text").value });
			answer("notified", `Sent to ${to}.`);
		}
		catch (error) {
			answer("notified", error.message, true);
		}
	});
	byId("job-seconds").addEventListener("input", ({ target }) => (byId("job-time").textContent = `${target.value} s`));
	byId("job").addEventListener("submit", async (event) => {
		event.preventDefault();
		try {
			show(await post("/api/jobs", { title: byId("job-title").value, seconds: Number(byId("job-seconds").value) }));
			answer("job-result", "");
		}
		catch (error) {
			answer("job-result", error.message, true);
		}
	});
}

/** @param unread told when each notification was sent */
export function startYou({ user, users }, unread) {
	byId("you-login").hidden = user !== null;
	byId("you-content").hidden = user === null;
	if (user === null) {
		return;
	}
	byId("you-hint").textContent = `What is published to user.${user}, and to nobody else.`;
	byId("notify-to").append(...users.map((name) => new Option(name === user ? `${name} (you)` : name, name)));
	live.follow(`user.${user}`, {
		since: live.since,
		onEvent(event) {
			if (event.type === "notification" && event.payload) {
				notification(event);
				unread(event.timestamp);
			}
			else if (event.type === "job" && event.payload) {
				show(event.payload);
			}
		},
	});
	forms();
	setInterval(watch, 1_000);
	loadJobs().catch((error) => answer("job-result", error.message, true));
}
