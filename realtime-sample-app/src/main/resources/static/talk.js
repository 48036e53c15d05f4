/*
 * Messages to the server and what comes of them: a chat that shows a line before the server has it, and a form
 * whose rules are the server's.
 */
import { RealtimeClient } from "./client.js";
import { words } from "./words.js";

const ROOM = "public.chat";
const CHECK_AFTER = 250;
const byId = (id) => document.getElementById(id);

const client = new RealtimeClient({ transport: "websocket", topics: [ROOM] });

client.addEventListener("state", ({ detail: { status } }) => {
	byId("status").dataset.status = status;
	byId("status-text").textContent = status;
});
byId("transports").addEventListener("change", ({ target }) => client.change({ transport: target.value }));

/** A line knows its message's id, by which the event of the same line finds it. */
const lines = new Map();

function line(id, { by, text }, state) {
	const known = lines.get(id);
	const element = known ?? byId("line-template").content.firstElementChild.cloneNode(true);
	element.querySelector("b").textContent = by;
	element.querySelector(".text").textContent = text;
	mark(element, state, "");
	if (!known) {
		byId("lines").append(element);
		element.scrollIntoView({ block: "nearest" });
		if (id) {
			lines.set(id, element);
		}
	}
	return element;
}

function mark(element, state, text) {
	element.dataset.state = state;
	element.querySelector(".mark").textContent = text || { sending: "sending …", failed: "not sent" }[state] || "";
	element.querySelector("button").hidden = state !== "failed";
}

async function say(id, said) {
	const element = line(id, said, "sending");
	try {
		line(id, await client.send("chat.line", said, id), "said");
	}
	catch (error) {
		// The event may have come although the answer did not.
		if (element.dataset.state === "sending") {
			mark(element, "failed", error.message);
		}
	}
	element.querySelector("button").onclick = () => say(id, said);
}

client.addEventListener("event", ({ detail: { event } }) => line(event.messageId, event.payload, "said"));
client.addEventListener("notice", ({ detail }) => {
	if (detail.kind !== "connected") {
		line(null, { by: "", text: words(detail) }, "notice");
	}
});

byId("chat").addEventListener("submit", (event) => {
	event.preventDefault();
	say(client.nextId(), { by: byId("by").value, text: byId("text").value });
	byId("text").value = "";
	byId("text").focus();
});

const form = byId("booking");
const touched = new Set();
let timer = 0;

function booking() {
	const { name, email, seats } = Object.fromEntries(new FormData(form));
	return { name, email, seats: /^\d{1,9}$/.test(seats) ? Number(seats) : null };
}

function show(problems) {
	for (const field of touched) {
		byId(`${field}-problem`).textContent = problems[field] ?? "";
		byId(field).setAttribute("aria-invalid", String(field in problems));
	}
}

function result(text, failed) {
	byId("booked").dataset.failed = String(failed);
	byId("booked").textContent = text;
}

async function check() {
	const asked = booking();
	try {
		const problems = await client.send("booking.check", asked);
		// What was typed meanwhile is asked for anew.
		if (JSON.stringify(asked) === JSON.stringify(booking())) {
			show(problems);
		}
	}
	catch (error) {
		result(`Not checked: ${error.message}`, true);
	}
}

form.addEventListener("input", ({ target }) => {
	touched.add(target.name);
	result("", false);
	clearTimeout(timer);
	timer = setTimeout(check, CHECK_AFTER);
});
form.addEventListener("submit", async (event) => {
	event.preventDefault();
	clearTimeout(timer);
	["name", "email", "seats"].forEach((field) => touched.add(field));
	try {
		const { left } = await client.send("booking.book", booking());
		show({});
		result(`Booked; ${left} seats are left.`, false);
	}
	catch (error) {
		result(error.message, true);
		if (error.code === "invalid") {
			await check();
		}
	}
});

client.start();
