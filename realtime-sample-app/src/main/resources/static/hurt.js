/*
 * The buttons that hurt, and the count of what that cost.
 */
import { post } from "./api.js";
import { createBursts } from "./bursts.js";
import { answer, byId } from "./dom.js";
import { live } from "./live.js";
import { plural } from "./words.js";

export const BURST = "public.burst";
const SETTLED = 1_000;

export const bursts = createBursts();

const say = (text, failed) => answer("hurt-result", text, failed);

async function attempt(button, work) {
	button.disabled = true;
	try {
		await work();
	}
	catch (error) {
		say(error instanceof TypeError ? "The server cannot be reached." : error.message, true);
	}
	button.disabled = false;
}

let settled = 0;

/** The sum of a burst, when nothing more of it has come for a while. */
function sum(told = false) {
	clearTimeout(settled);
	settled = setTimeout(() => {
		const { seen, size, repeated } = bursts.latest;
		const missing = size - seen.size;
		const lost = missing === 0 ? "none missing" : `${missing.toLocaleString("en")} missing${told ? ", and the gap says so" : ""}`;
		say(`${seen.size.toLocaleString("en")} of ${size.toLocaleString("en")} received, ${lost}, ${repeated === 0 ? "none" : repeated} twice.`, missing > 0 && !told);
	}, SETTLED);
}

export function startHurt(changed) {
	live.follow(BURST, {
		onEvent({ payload }) {
			if (Number.isInteger(payload?.number) && Number.isInteger(payload.size)) {
				bursts.take(payload);
				sum(bursts.latest.told);
				changed();
			}
		},
		onGap() {
			if (bursts.latest) {
				bursts.latest.told = true;
				bursts.close(bursts.latest);
				sum(true);
				changed();
			}
		},
	});
	byId("drop").addEventListener("click", ({ currentTarget }) => attempt(currentTarget, async () => {
		const { streams } = await post("/api/hurt/drop");
		say(streams === 0 ? "There was nothing to cut." : `${plural(streams, "stream")} cut without a word.`);
	}));
	byId("burst").addEventListener("click", ({ currentTarget }) => attempt(currentTarget, async () => {
		say("Publishing …");
		const burst = bursts.expect(await post("/api/hurt/burst"));
		if (live.status.state === "open") {
			sum();
		}
		else {
			say(`${burst.size.toLocaleString("en")} published while this page is away.`);
		}
	}));
	byId("toggle").addEventListener("click", () => {
		const { state } = live.status;
		if (state === "open" || state === "connecting") {
			live.stop();
		}
		else {
			live.resume();
		}
	});
	byId("kill").addEventListener("click", () => byId("confirm").showModal());
	byId("confirm").addEventListener("close", () => {
		if (byId("confirm").returnValue === "kill") {
			attempt(byId("kill"), async () => {
				const { node } = await post("/api/hurt/kill");
				say(`Node ${node} is gone.`);
			});
		}
		byId("confirm").returnValue = "";
	});
}
