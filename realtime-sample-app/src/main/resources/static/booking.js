/*
 * A form whose rules are the server's: it is asked while one types.
 */
import { answer, byId } from "./dom.js";
import { live } from "./live.js";
import { plural, problemWords } from "./words.js";

const CHECK_AFTER = 250;
const FIELDS = ["name", "email", "seats"];

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

async function check() {
	const asked = booking();
	try {
		const problems = await live.send("booking.check", asked);
		// What was typed meanwhile is asked for anew.
		if (JSON.stringify(asked) === JSON.stringify(booking())) {
			show(problems);
		}
	}
	catch (error) {
		answer("booked", `Not checked: ${problemWords(error)}`, true);
	}
}

export function startBooking() {
	form.addEventListener("input", ({ target }) => {
		touched.add(target.name);
		answer("booked", "");
		clearTimeout(timer);
		timer = setTimeout(check, CHECK_AFTER);
	});
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		clearTimeout(timer);
		FIELDS.forEach((field) => touched.add(field));
		try {
			const { left } = await live.send("booking.book", booking());
			show({});
			answer("booked", `Booked. ${plural(left, "seat is", "seats are")} left.`);
		}
		catch (error) {
			answer("booked", problemWords(error), true);
			if (error.code === "invalid") {
				await check();
			}
		}
	});
}
