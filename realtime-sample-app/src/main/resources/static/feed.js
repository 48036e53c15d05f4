/*
 * The list of events and of what happened to the connection, newest first. Everything that came from
 * elsewhere becomes text, never markup.
 */
import { words } from "./words.js";

const MAX_ITEMS = 200;
const MAX_TEXT = 4_000;

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

function text(payload) {
	const json = JSON.stringify(payload);
	return json.length > MAX_TEXT ? `${json.slice(0, MAX_TEXT)}… (${json.length} characters)` : json;
}

export class Feed {

	#list;
	#templates;
	#waiting = [];
	#planned = false;

	constructor(list, { event, notice }) {
		this.#list = list;
		this.#templates = { event, notice };
	}

	event({ timestamp, type, topic, id, payload }, replayed) {
		this.#add(() => {
			const item = this.#item("event", timestamp);
			item.querySelector(".type").textContent = type;
			item.querySelector(".topic").textContent = topic;
			item.querySelector(".id").textContent = id ?? "ephemeral";
			item.querySelector(".badge").hidden = !replayed;
			item.querySelector("pre").textContent = text(payload);
			return item;
		});
	}

	notice(notice) {
		const now = Date.now();
		this.#add(() => {
			const item = this.#item("notice", now);
			item.dataset.kind = notice.kind;
			item.querySelector(".text").textContent = words(notice);
			return item;
		});
	}

	clear() {
		this.#waiting.length = 0;
		this.#list.replaceChildren();
	}

	/** A burst is painted once; a hidden tab paints nothing and keeps only what the list can hold. */
	#add(make) {
		this.#waiting.push(make);
		if (this.#waiting.length > MAX_ITEMS) {
			this.#waiting.shift();
		}
		if (!this.#planned) {
			this.#planned = true;
			requestAnimationFrame(() => {
				this.#planned = false;
				this.#list.prepend(...this.#waiting.splice(0).reverse().map((each) => each()));
				while (this.#list.childElementCount > MAX_ITEMS) {
					this.#list.lastElementChild.remove();
				}
			});
		}
	}

	#item(template, timestamp) {
		const item = this.#templates[template].content.firstElementChild.cloneNode(true);
		const time = new Date(Number.isFinite(timestamp) ? timestamp : Date.now());
		item.querySelector("time").dateTime = time.toISOString();
		item.querySelector("time").textContent = clock.format(time);
		return item;
	}

}
