/*
 * The few things that every view does to its elements. Whatever came from elsewhere becomes text, never markup.
 */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

export const byId = (id) => document.getElementById(id);

/** A copy of a template's element. */
export const copy = (template) => byId(template).content.firstElementChild.cloneNode(true);

/** Writes only what changed: a live region that is written again may be read out again. */
export function write(element, text) {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

/** Says what came of something that the visitor did. */
export function answer(id, text, failed = false) {
	byId(id).dataset.failed = String(failed);
	byId(id).textContent = text;
}

export function stamp(element, millis) {
	const time = new Date(Number.isFinite(millis) ? millis : Date.now());
	element.dateTime = time.toISOString();
	element.textContent = clock.format(time);
}

export function trim(list, most) {
	while (list.childElementCount > most) {
		list.lastElementChild.remove();
	}
}

/** Storage may be forbidden; then nothing is remembered. */
export function remembered(storage, key) {
	try {
		return globalThis[storage].getItem(key);
	}
	catch {
		return null;
	}
}

export function remember(storage, key, value) {
	try {
		if (value === null) {
			globalThis[storage].removeItem(key);
		}
		else {
			globalThis[storage].setItem(key, value);
		}
	}
	catch {
		// As said.
	}
}
