/*
 * A room. A line is shown before the server has it, is marked when the answer comes, and can be sent again under the same
 * key if none did: the server publishes it once.
 */
import { byId, copy } from "./dom.js";
import { live } from "./live.js";
import { gapWords, problemWords } from "./words.js";

const TOPIC = "public.chat";
const ANSWER_WITHIN = 8_000;

/** Lines by their key. */
const lines = new Map();
let me = null;

const key = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function append(element) {
	const list = byId("lines");
	const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
	list.append(element);
	byId("chat-empty").hidden = true;
	if (atEnd) {
		list.scrollTop = list.scrollHeight;
	}
}

function show({ key: id, by, text }, state, why = "") {
	let element = lines.get(id);
	if (!element) {
		element = copy("line-template");
		element.dataset.key = id;
		element.dataset.mine = String(state === "sending");
		lines.set(id, element);
		element.querySelector(".by").textContent = by;
		element.querySelector(".text").textContent = text;
		append(element);
	}
	element.dataset.state = state;
	element.querySelector(".mark span").textContent = { sending: "sending …", said: element.dataset.mine === "true" ? "✓ said" : "", failed: `not sent: ${why}` }[state];
	element.querySelector(".mark button").hidden = state !== "failed";
	return element;
}

async function say(line) {
	const element = show(line, "sending");
	element.querySelector(".mark button").onclick = () => say(line);
	try {
		await live.send("chat.line", { key: line.key, text: line.text }, { timeout: ANSWER_WITHIN });
		show(line, "said");
	}
	catch (error) {
		// The line may have come although its answer did not.
		if (element.dataset.state === "sending") {
			show(line, "failed", problemWords(error));
		}
	}
}

function remark(text) {
	const element = copy("line-template");
	element.dataset.state = "remark";
	element.querySelector(".text").textContent = text;
	append(element);
}

/** @param unread told when each line was said */
export function startChat({ user }, unread) {
	me = user;
	byId("chat-who").textContent = user ? `You are ${user}.` : "You are a guest. Log in to have a name.";
	live.follow(TOPIC, {
		since: live.since,
		onEvent({ payload, timestamp }) {
			if (typeof payload?.text === "string") {
				const known = lines.has(payload.key);
				const element = show({ key: payload.key, by: String(payload.by), text: payload.text }, "said");
				if (!known && me !== null && payload.by === me) {
					element.dataset.mine = "true";
				}
				unread(known ? 0 : timestamp);
			}
		},
		onGap: ({ reason }) => remark(`Lines are missing here: ${gapWords(reason)}.`),
	});
	byId("chat").addEventListener("submit", (event) => {
		event.preventDefault();
		const text = byId("text").value.trim();
		if (text) {
			say({ key: key(), by: me ?? "guest", text });
		}
		byId("text").value = "";
		byId("text").focus();
	});
}
