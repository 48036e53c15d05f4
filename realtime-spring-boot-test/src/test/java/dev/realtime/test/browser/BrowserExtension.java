package dev.realtime.test.browser;

import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.realtime.redis.fixture.Ports;
import dev.realtime.test.tool.Tool;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One browser for all classes of a JVM, and {@link Tabs} for each test, which are closed
 * after it.
 */
final class BrowserExtension implements ParameterResolver, AfterEachCallback {

	private static final Namespace NAMESPACE = Namespace.create(BrowserExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Tabs.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Running running = context.getRoot()
			.getStore(NAMESPACE)
			.computeIfAbsent(Running.class, (key) -> new Running(), Running.class);
		return context.getStore(NAMESPACE)
			.computeIfAbsent(Tabs.class, (key) -> new Tabs(running.browser, running.bare), Tabs.class);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Tabs tabs = context.getStore(NAMESPACE).get(Tabs.class, Tabs.class);
		if (tabs != null) {
			tabs.checkErrors();
		}
	}

	/** Closed when the last class has ended. */
	private static final class Running implements AutoCloseable {

		/** With them no tab is ever in the background. */
		private static final List<String> NOT_SO = List.of("--disable-background-timer-throttling",
				"--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding");

		private final Playwright playwright = Playwright
			.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));

		private final Browser browser;

		private final Browser bare;

		Running() {
			int port = Ports.free();
			this.browser = this.playwright.chromium()
				.launch(new BrowserType.LaunchOptions().setExecutablePath(Tool.BROWSER.path())
					.setIgnoreDefaultArgs(NOT_SO)
					.setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
							"--disable-background-networking", "--disable-component-update", "--disable-sync",
							"--remote-debugging-port=" + port)));
			// Playwright has its tabs believe that each is the one that is looked at,
			// unless it has come to a browser that is another's.
			this.bare = this.playwright.chromium()
				.connectOverCDP("http://127.0.0.1:" + port,
						new BrowserType.ConnectOverCDPOptions().setNoDefaults(true));
		}

		@Override
		public void close() {
			this.playwright.close();
		}

	}

}
