package dev.realtime.test.browser;

import java.time.Duration;
import java.util.List;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.TimeoutError;

/**
 * One tab with the page {@code tab.html}, which keeps everything that it is told. Waits
 * take at most {@link #PATIENCE}, and fail with what the tab was told instead.
 */
final class Tab {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final Page page;

	Tab(Page page, String origin, TabConfig config) {
		this.page = page;
		page.navigate(origin + "/tab.html");
		page.evaluate("(config) => start(config)", config.values());
	}

	/**
	 * Wait until the server follows all topics, or has refused them.
	 */
	Tab awaitReady() {
		return await("rt.state === 'open' && seen.ready.length + seen.refused.length > 0");
	}

	/**
	 * Wait until something is so.
	 * @param condition what, as the page says it
	 */
	Tab await(String condition) {
		try {
			this.page.waitForFunction("() => " + condition, null,
					new Page.WaitForFunctionOptions().setPollingInterval(20).setTimeout(PATIENCE.toMillis()));
			return this;
		}
		catch (TimeoutError ex) {
			throw new AssertionError("Not so: " + condition + "; " + this, ex);
		}
	}

	/**
	 * Wait for trouble.
	 * @param code the trouble's code
	 */
	Tab awaitTrouble(String code) {
		return await("seen.troubles.some(({ code }) => code === '" + code + "')");
	}

	/**
	 * Wait until the connection has been there for some time.
	 * @param time how long
	 */
	Tab awaitOpenFor(Duration time) {
		return await("rt.state === 'open' && performance.now() - seen.states.at(-1).at > " + time.toMillis());
	}

	/**
	 * Wait for events.
	 * @param count how many there are to be, from the beginning
	 * @return the payloads of all that there are
	 */
	List<?> awaitPayloads(int count) {
		await("seen.payloads.length >= " + count);
		return (List<?>) evaluate("seen.payloads");
	}

	String transport() {
		return (String) evaluate("rt.status.transport");
	}

	boolean leads() {
		return (boolean) evaluate("rt.status.leader");
	}

	/**
	 * How often the connection was lost and came back.
	 */
	int reconnects() {
		return (int) evaluate("rt.status.reconnects");
	}

	Object evaluate(String expression) {
		return this.page.evaluate(expression);
	}

	/**
	 * Look at this one.
	 */
	Tab bringToFront() {
		this.page.bringToFront();
		return await("document.visibilityState === 'visible'");
	}

	/**
	 * Freeze the tab, which has to be in the background, as a browser does to save
	 * energy, or let it go on.
	 */
	void freeze(boolean freeze) {
		CDPSession session = this.page.context().newCDPSession(this.page);
		JsonObject state = new JsonObject();
		state.addProperty("state", freeze ? "frozen" : "active");
		session.send("Page.setWebLifecycleState", state);
		session.detach();
	}

	void close() {
		this.page.close();
	}

	@Override
	public String toString() {
		return String
			.valueOf(evaluate("JSON.stringify({ ...seen, payloads: [seen.payloads.length, ...seen.payloads.slice(-5)],"
					+ " status: rt.status })"));
	}

}
