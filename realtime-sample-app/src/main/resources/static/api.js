/*
 * Plain requests to the application: who the visitor is, and what is not a message.
 */
let me;

/** Who the visitor is. Asked for anew it brings a new token against forged requests, too. */
export async function visitor() {
	const response = await fetch("/api/me", { cache: "no-store" });
	if (!response.ok) {
		throw new Error(`HTTP ${response.status}`);
	}
	me = await response.json();
	document.querySelectorAll("input.csrf").forEach((field) => {
		field.name = me.csrf.parameter;
		field.value = me.csrf.token;
	});
	return me;
}

export async function request(method, path, body, again = true) {
	me ??= await visitor();
	const headers = { [me.csrf.header]: me.csrf.token };
	if (body !== undefined) {
		headers["Content-Type"] = "application/json";
	}
	const response = await fetch(path, { method, headers, cache: "no-store", body: typeof body === "object" ? JSON.stringify(body) : body });
	// Another tab may have logged in or out, and with that changed the token.
	if (response.status === 403 && again) {
		await visitor();
		return request(method, path, body, false);
	}
	const text = await response.text();
	const answer = /json/.test(response.headers.get("Content-Type")) ? JSON.parse(text) : null;
	if (!response.ok) {
		throw new Error(answer?.detail ?? `HTTP ${response.status}`);
	}
	return answer;
}

export const get = (path) => request("GET", path);
export const post = (path, body) => request("POST", path, body);
