/*
 * The three ways to the server. Each opens one channel and hands everything that arrives to
 * `sink.frame(message)` in the same form, the JSON messages of the WebSocket; what it cannot do any
 * more goes to `sink.ended(...)`, once. A channel that was closed by its owner says nothing more.
 */

/** What a close code means where no rt.close came before it. Other codes: come back. */
const STAY_AWAY = new Map([
	[1003, "protocol_error"], [1007, "protocol_error"], [1009, "too_big"], [4400, "bad_request"],
	[4401, "unauthorized"], [4409, "replaced"], [4410, "closed_by_app"], [4429, "too_many_connections"],
]);

const UNREACHABLE = "the server cannot be reached";

const POLL_SECONDS = 25;

function address(base, path, topics, parameters) {
	const url = new URL(base + path, location.href);
	topics.forEach((topic) => url.searchParams.append("topic", topic));
	for (const [name, value] of Object.entries(parameters)) {
		if (value !== null) {
			url.searchParams.set(name, value);
		}
	}
	return url;
}

function parse(text) {
	try {
		return JSON.parse(text);
	}
	catch {
		return null;
	}
}

/** The way up where the transport has none: the answers arrive as if they came down. */
async function post(base, message, connection, sink) {
	const failed = (code, text, temporary) =>
		sink.frame({ type: "rt.error", id: message.id, payload: { code, message: text, temporary } });
	try {
		const response = await fetch(new URL(`${base}/messages`, location.href), {
			method: "POST", body: JSON.stringify(message),
			headers: { "Content-Type": "application/json", ...connection && { "Realtime-Connection": connection } },
		});
		const answer = parse(await response.text());
		if (answer?.type) {
			sink.frame(answer);
		}
		else if (!response.ok) {
			failed(answer?.code ?? `HTTP ${response.status}`, answer?.detail, response.status >= 500 || response.status === 429);
		}
	}
	catch {
		failed("unreachable", UNREACHABLE, true);
	}
}

function webSocket({ base, topics, cursor, sink }) {
	// Scripts see neither status nor body of a failed upgrade: errors=stream asks for an rt.close instead.
	const url = address(base, "/ws", topics, { since: cursor, errors: "stream" });
	url.protocol = url.protocol.replace("http", "ws");
	const socket = new WebSocket(url);
	let unsaid = UNREACHABLE;
	socket.onopen = () => {
		unsaid = "the connection broke off";
	};
	socket.onmessage = ({ data }) => {
		const message = parse(data);
		if (message) {
			sink.frame(message);
		}
	};
	socket.onclose = ({ code }) => {
		const reason = STAY_AWAY.get(code);
		sink.ended({ reason: reason ?? (code === 1006 ? unsaid : `closed with ${code}`), reconnect: !reason });
	};
	return {
		send: (message) => socket.send(JSON.stringify(message)),
		close() {
			socket.onopen = socket.onmessage = socket.onclose = null;
			socket.close();
		},
	};
}

function serverSentEvents({ base, topics, cursor, sink }) {
	const url = address(base, "/sse", topics, { format: "envelope", lastEventId: cursor, errors: "stream" });
	const source = new EventSource(url);
	let hinted = false;
	source.addEventListener("message", ({ data }) => {
		const message = parse(data);
		if (message) {
			sink.frame(message);
		}
	});
	for (const type of ["rt.ready", "rt.heartbeat", "rt.gap", "rt.close"]) {
		source.addEventListener(type, ({ data, lastEventId }) => {
			hinted ||= type === "rt.ready" || type === "rt.close";
			sink.frame({ type, id: lastEventId || undefined, payload: parse(data) ?? {} });
		});
	}
	source.onerror = () => {
		if (source.readyState === EventSource.CONNECTING && hinted) {
			// The browser comes back by itself after the server's `retry:`, which scripts cannot read, and
			// sends Last-Event-ID. It has one try at the time that the server asked for; then we take over.
			hinted = false;
			sink.interrupted();
			return;
		}
		source.close();
		sink.ended({ reason: UNREACHABLE, reconnect: true });
	};
	return {
		send: (message, connection) => post(base, message, connection, sink),
		close() {
			source.onerror = null;
			source.close();
		},
	};
}

function longPoll({ base, topics, cursor, sink }) {
	const abort = new AbortController();
	let since = cursor;

	async function poll(seconds) {
		const url = address(base, "/poll", topics, { since, timeout: seconds });
		const late = AbortSignal.timeout((seconds + 10) * 1000);
		const response = await fetch(url, { signal: AbortSignal.any([abort.signal, late]), cache: "no-store" });
		if (!response.ok) {
			const problem = parse(await response.text()) ?? {};
			const retryAfter = Number(response.headers.get("Retry-After"));
			throw Object.assign(new Error(problem.code ?? `HTTP ${response.status}`), {
				reconnect: response.status >= 500 || response.status === 429,
				retryAfterMs: retryAfter > 0 ? retryAfter * 1000 : undefined,
			});
		}
		return response.json();
	}

	function hand(answer, first) {
		if (first) {
			// No frame carries an id beyond what was handed on before it, here neither.
			sink.frame({ type: "rt.ready", id: answer.events.length ? undefined : answer.cursor,
				payload: { topics: answer.topics, heartbeat: POLL_SECONDS * 1000 } });
		}
		else {
			for (const [topic, { gap }] of Object.entries(answer.topics ?? {})) {
				if (gap) {
					sink.frame({ type: "rt.gap", payload: { topic, reason: gap } });
				}
			}
		}
		answer.events.forEach((event) => sink.frame(event));
		since = answer.cursor;
	}

	async function run() {
		let first = true;
		let caughtUp = false;
		while (!abort.signal.aborted) {
			// What was missed is asked for without waiting, page by page, so that its end is known.
			const answer = await poll(caughtUp ? POLL_SECONDS : 0);
			if (abort.signal.aborted) {
				return;
			}
			hand(answer, first);
			first = false;
			caughtUp ||= answer.events.length === 0 || cursor === null;
			if (caughtUp) {
				sink.frame({ type: "rt.heartbeat", id: answer.cursor });
			}
		}
	}

	run().catch((error) => {
		if (!abort.signal.aborted) {
			const reason = error instanceof TypeError ? UNREACHABLE : error.message;
			sink.ended({ reason, reconnect: error.reconnect ?? true, retryAfterMs: error.retryAfterMs });
		}
	});
	return { send: (message) => post(base, message, null, sink), close: () => abort.abort() };
}

export const TRANSPORTS = {
	websocket: { label: "WebSocket", open: webSocket },
	sse: { label: "SSE", open: serverSentEvents },
	poll: { label: "Long poll", open: longPoll },
};
