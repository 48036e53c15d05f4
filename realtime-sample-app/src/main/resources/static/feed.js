/*
 * The list of events and of what happened to the connection, newest first.
 */
import { byId, copy, stamp, trim } from "./dom.js";

const MAX_ITEMS = 150;
const MAX_TEXT = 2_000;

function text(payload) {
	const json = JSON.stringify(payload) ?? "";
	return json.length > MAX_TEXT ? `${json.slice(0, MAX_TEXT)}… (${json.length} characters)` : json;
}

export function createFeed(list) {
	const waiting = [];
	let planned = false;

	/** A burst is painted once; a hidden tab paints nothing and keeps only what the list can hold. */
	function add(make) {
		waiting.push(make);
		if (waiting.length > MAX_ITEMS) {
			waiting.shift();
		}
		byId("feed-empty").hidden = true;
		if (!planned) {
			planned = true;
			requestAnimationFrame(() => {
				planned = false;
				list.prepend(...waiting.splice(0).reverse().map((each) => each()));
				trim(list, MAX_ITEMS);
			});
		}
	}

	return {
		event({ timestamp, type, topic, id, payload }) {
			add(() => {
				const item = copy("event-template");
				stamp(item.querySelector("time"), timestamp);
				item.querySelector(".type").textContent = type;
				item.querySelector(".topic").textContent = topic;
				item.querySelector(".id").textContent = id ?? "ephemeral";
				item.querySelector("pre").textContent = text(payload);
				return item;
			});
		},
		remark(kind, words) {
			const now = Date.now();
			add(() => {
				const item = copy("remark-template");
				item.dataset.kind = kind;
				stamp(item.querySelector("time"), now);
				item.querySelector(".text").textContent = words;
				return item;
			});
		},
		clear() {
			waiting.length = 0;
			list.replaceChildren();
			byId("feed-empty").hidden = false;
		},
	};
}
