/*
 * Who is logged in, and the dialog that changes it. Both are plain forms: the page is loaded anew with what comes of
 * them, in all tabs.
 */
import { visitor } from "./api.js";
import { byId, copy, remember } from "./dom.js";

function dialog({ users, user }) {
	byId("users").append(...users.map((name, index) => {
		const label = copy("user-template");
		label.querySelector("input").value = name;
		label.querySelector("input").checked = index === 0;
		label.querySelector(".avatar").textContent = name.charAt(0);
		label.lastElementChild.textContent = name;
		return label;
	}));
	const open = () => byId("login").showModal();
	byId("login-open").addEventListener("click", open);
	document.querySelectorAll(".login-open").forEach((button) => button.addEventListener("click", open));
	byId("login-cancel").addEventListener("click", () => byId("login").close());
	// The view survives: a redirect keeps the fragment of the request.
	byId("login").querySelector("form").addEventListener("submit", ({ target }) => (target.action = `/login${location.hash}`));
	const query = new URLSearchParams(location.search);
	if (query.has("login") && user === null) {
		history.replaceState(null, "", location.pathname + location.hash);
		byId("login-problem").textContent = "That was not the password.";
		open();
	}
}

export async function whoIsThere() {
	const me = await visitor();
	byId("login-open").hidden = me.user !== null;
	byId("logout").hidden = me.user === null;
	byId("logout").querySelector(".avatar").textContent = me.user?.charAt(0) ?? "";
	byId("user").textContent = me.user ?? "";
	dialog(me);
	// Tabs of one browser have one login.
	remember("localStorage", "user", me.user ?? "");
	addEventListener("storage", ({ key, newValue }) => key === "user" && newValue !== (me.user ?? "") && location.reload());
	return me;
}
