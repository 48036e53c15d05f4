package dev.realtime.test.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.realtime.test.TestApp;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts that the documentation shows work in a page that has what they call.
 */
@BrowserTest
class DocScriptsIT {

	private static final String CALLED = "seen = []; show = (...what) => seen.push(JSON.stringify(what)); load = show;"
			+ " loadSnapshot = showRefusal = () => {}; showState = (state) => document.title = state; csrfToken = '';";

	private static TestApp app;

	private static String origin;

	@BeforeAll
	static void start() {
		app = TestApp.start(BrowserPages.class, "realtime.tickets.enabled=true");
		origin = "http://localhost:" + app.port();
	}

	@AfterAll
	static void stop() {
		app.close();
	}

	@Test
	void whenAPageHasTheScriptOfTheReadmeThenItIsShownWhatIsPublished(Tabs tabs) {
		Page page = page(tabs, script("README.md", "js"));
		assertThat(firstShown(page)).isEqualTo("[\"order.updated\",42]");
	}

	@Test
	void whenAPageHasTheScriptOfTheClientsReadmeThenItIsShownTheStateToo(Tabs tabs) {
		String inPage = script("realtime-client/README.md", "html");
		Page page = page(tabs, inPage.replaceAll("</?script[^>]*>", ""));
		assertThat(firstShown(page)).isEqualTo("[\"order.updated\",42]");
		assertThat(page.title()).isEqualTo("open");
	}

	@Test
	void whenAPageFetchesTicketsAsTheGuideDoesThenItIsShownWhatIsPublished(Tabs tabs) {
		tabs.login(origin, "alice");
		Page page = page(tabs, script("docs/guide.md", "js") + "connect();");
		assertThat(firstShown(page)).contains("\"topic\":\"orders.42\"", "\"payload\":42");
	}

	private static Page page(Tabs tabs, String script) {
		Page page = tabs.profile().newPage();
		String html = "<!doctype html><script>" + CALLED + "</script><script type=module>" + script + "</script>";
		page.route(origin + "/doc.html",
				(route) -> route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody(html)));
		page.navigate(origin + "/doc.html");
		return page;
	}

	/** Publishes until something is shown: the page says nothing of when it follows. */
	private static String firstShown(Page page) {
		Awaitility.await().until(() -> {
			app.publish("orders.42", 42);
			return (boolean) page.evaluate("seen.length > 0");
		});
		return (String) page.evaluate("seen[0]");
	}

	private static String script(String file, String language) {
		try {
			Matcher block = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
				.matcher(Files.readString(Path.of("..", file)));
			assertThat(block.find()).isTrue();
			return block.group(1);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
