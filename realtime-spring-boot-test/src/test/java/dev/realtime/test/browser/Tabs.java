package dev.realtime.test.browser;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Opens tabs with the page {@code tab.html}. All tabs are of one profile, and so share
 * cookies, storage and a connection, until {@link #newProfile()}.
 */
final class Tabs implements AutoCloseable {

	private final Browser browser;

	private final Browser bare;

	private final List<BrowserContext> profiles = new ArrayList<>();

	private final List<Page> pages = new ArrayList<>();

	private final List<String> errors = new ArrayList<>();

	/**
	 * Create it.
	 * @param browser where new profiles are made
	 * @param bare the same browser, for its first profile, whose tabs are in the
	 * background when another one is in front
	 */
	Tabs(Browser browser, Browser bare) {
		this.browser = browser;
		this.bare = bare;
		newProfile();
	}

	/**
	 * Open the next tabs as another browser would.
	 */
	void newProfile() {
		this.profiles.add(this.browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true)));
	}

	/**
	 * The profile of the next tabs.
	 */
	BrowserContext profile() {
		return this.profiles.get(this.profiles.size() - 1);
	}

	/**
	 * Log in, in the profile of the next tabs.
	 * @param origin the application's address
	 * @param user the user's name
	 */
	void login(String origin, String user) {
		profile().addCookies(List.of(new Cookie("user", user).setUrl(origin)));
	}

	/**
	 * Open a tab, and connect it.
	 * @param origin the application's address
	 * @param config how
	 * @return the tab, whose connection is about to open
	 */
	Tab open(String origin, TabConfig config) {
		return open(profile(), origin, config);
	}

	/**
	 * Open a tab, and wait until it is connected.
	 * @param origin the application's address
	 * @param topics what to follow
	 * @return the tab
	 */
	Tab open(String origin, String... topics) {
		return open(origin, TabConfig.of(topics)).awaitReady();
	}

	/**
	 * Open a tab in front of those that were opened so before, and wait until it is
	 * connected.
	 * @param origin the application's address
	 * @param topics what to follow
	 * @return the tab
	 */
	Tab openInFront(String origin, String... topics) {
		return open(this.bare.contexts().get(0), origin, TabConfig.of(topics)).awaitReady();
	}

	private Tab open(BrowserContext context, String origin, TabConfig config) {
		Page page = context.newPage();
		this.pages.add(page);
		page.onPageError(this.errors::add);
		return new Tab(page, origin, config);
	}

	/**
	 * Check that nothing was thrown in a page that nobody caught.
	 */
	void checkErrors() {
		assertThat(this.errors).isEmpty();
	}

	@Override
	public void close() {
		this.pages.forEach(Page::close);
		this.profiles.forEach(BrowserContext::close);
	}

}
