package dev.realtime.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.realtime.Fuzz;
import dev.realtime.RealtimeTopics;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever an {@code Origin} header says, what is let in is what another parser takes for
 * the very same place; whatever users are called, none reaches into another's topics.
 */
class HostileOriginsTests {

	private static final Set<String> ALLOWED = Set.of("https://shop.example:443", "https://app.example:8443",
			"http://[2001:db8::1]:80");

	private final OriginPolicy policy = new OriginPolicy(List.of("https://app.example:8443", "http://[2001:db8::1]"));

	@Test
	void whenAnOriginIsLetInThenItIsAnAllowedPlaceForOthersToo() {
		Fuzz.texts((text) -> {
			OriginCheck check = new OriginCheck(OriginCheck.Kind.WEBSOCKET, text, null, true, "https://shop.example");
			if (this.policy.allows(check)) {
				assertThat(ALLOWED).contains(place(text));
			}
			assertThat(this.policy.isAllowed(text, "https://shop.example")).isIn(false, this.policy.allows(check));
		}, "https://shop.example", "https://app.example:8443", "http://[2001:db8::1]", "https://shop.example:443",
				"HTTPS://SHOP.EXAMPLE", "null", "https://shop.example.evil.example", "https://evil@shop.example",
				"https://shop.example/", "http://shop.example");
	}

	@Test
	void whenAnOriginIsReadThenItsNormalFormIsItsOwn() {
		Fuzz.texts((text) -> {
			Origin origin = Origin.parse(text);
			if (origin != null) {
				assertThat(Origin.parse(origin.text())).isEqualTo(origin);
				assertThat(origin.text()).matches("[a-z0-9+.-]+://[a-z0-9._:\\[\\]-]+");
			}
			Origin.ofRequest(text);
		}, "https://shop.example", "wss://shop.example:443", "http://[::1]:8080", "http://a", "");
	}

	@Test
	void whenUsersHaveStrangeNamesThenNobodyHasTheTopicOfAnother() {
		RuleTopicAuthorizer authorizer = new RuleTopicAuthorizer(
				TopicRules.of(List.of(new TopicRule(TopicPattern.parse("inbox.{user}.**"), Access.OWNER, Access.OWNER)))
					.appendBuiltIn());
		Fuzz.texts((name) -> {
			if (name.isBlank() || name.equals("alice")
					|| !RealtimeTopics.isValid("user." + RealtimeTopics.encode(name))) {
				return;
			}
			RealtimeUser user = new RealtimeUser(name);
			for (String topic : List.of("user.alice", "inbox.alice.x", "inbox.alice")) {
				assertThat(authorizer.authorize(user, TopicAction.SUBSCRIBE, topic).block()).isFalse();
			}
			assertThat(authorizer.authorize(user, TopicAction.SUBSCRIBE, RealtimeTopics.user(name)).block()).isTrue();
		}, "alice", "Alice", "alice.", "*", "**", "{user}", "alice@example.com");
	}

	private static String place(String text) {
		try {
			URI uri = new URI(text);
			assertThat(uri.getRawUserInfo()).isNull();
			assertThat(uri.getRawPath()).isEmpty();
			assertThat(uri.getRawQuery()).isNull();
			assertThat(uri.getRawFragment()).isNull();
			String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
			int usual = scheme.equals("https") ? 443 : 80;
			return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ':'
					+ ((uri.getPort() >= 0) ? uri.getPort() : usual);
		}
		catch (URISyntaxException ex) {
			throw new AssertionError("Nobody else takes it for an origin: " + text, ex);
		}
	}

}
