/*
 * Puts the page together: which view is shown, and what starts when it is known who is there.
 */
import "./theme.js";
import { startBooking } from "./booking.js";
import { startChat } from "./chat.js";
import { FIGURES, loadFigures, startDashboard } from "./dashboard.js";
import { byId } from "./dom.js";
import { startHurt } from "./hurt.js";
import { live } from "./live.js";
import { whoIsThere } from "./login.js";
import { noticeWords, onNode, plan, startPanel } from "./panel.js";
import { loadJobs, startYou } from "./you.js";

const GOOD_NEWS_FOR = 8_000;
const NAMES = { dashboard: "Live figures", chat: "Chat", you: "For you", form: "Book seats" };

const views = [...document.querySelectorAll("[data-view]")];
const shown = () => (Object.hasOwn(NAMES, location.hash.slice(1)) ? location.hash.slice(1) : "dashboard");
const unread = { chat: 0, you: 0 };
const begun = Date.now();

/** What was there before the page was loaded anew is not new. */
function count(view, came = 0) {
	if (shown() === view && !document.hidden) {
		unread[view] = 0;
	}
	else if (came > begun) {
		unread[view]++;
	}
	byId(`${view}-unread`).hidden = unread[view] === 0;
	byId(`${view}-unread`).textContent = unread[view] > 99 ? "99+" : String(unread[view]);
}

function route(moved) {
	const name = shown();
	views.forEach((view) => (view.hidden = view.dataset.view !== name));
	document.querySelectorAll("[data-tab]").forEach((tab) =>
		(tab.dataset.tab === name ? tab.setAttribute("aria-current", "page") : tab.removeAttribute("aria-current")));
	document.title = `${NAMES[name]} – Realtime sample`;
	Object.keys(unread).forEach((view) => count(view));
	if (moved) {
		byId("main").focus({ preventScroll: true });
		scrollTo(0, 0);
	}
}

let hiding = 0;

/** What happened to the connection, above every view: bad news until there is better, good news for a while. */
function notice(news) {
	const element = byId("notice");
	// What is gone matters more than that the rest was replayed.
	if (news.kind === "error" || (news.kind === "resumed" && news.lossy)) {
		return;
	}
	clearTimeout(hiding);
	element.hidden = false;
	element.dataset.kind = news.kind;
	element.textContent = noticeWords(news) + (news.kind === "gap" ? " A snapshot was loaded where there is one; see the panel." : "");
	if (news.kind === "resumed") {
		hiding = setTimeout(() => (element.hidden = true), GOOD_NEWS_FOR);
	}
}

async function start() {
	addEventListener("hashchange", () => route(true));
	document.addEventListener("visibilitychange", () => route(false));
	route(false);
	let me;
	try {
		me = await whoIsThere();
	}
	catch {
		notice({ kind: "error" });
		setTimeout(() => location.reload(), 2_000);
		return;
	}
	live.on("notice", notice);
	startHurt(plan);
	let { node } = me;
	startPanel({ [FIGURES]: loadFigures, [`user.${me.user}`]: () => loadJobs(node) });
	startDashboard();
	startChat(me, (came) => count("chat", came));
	startYou(me, (came) => count("you", came));
	startBooking();
	byId("confirm-node").textContent = node;
	onNode((other) => {
		node = other;
		byId("confirm-node").textContent = node;
		if (me.user !== null) {
			loadJobs(node).catch(() => {});
		}
	});
	live.start(me.user);
}

start();
