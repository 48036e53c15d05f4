package dev.realtime.security;

import java.util.List;

import dev.realtime.security.OriginCheck.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OriginPolicyTests {

	private static final String OWN = "https://app.example.com";

	private static final String ALLOWED = "https://other.example.com:8443";

	private final OriginPolicy policy = new OriginPolicy(List.of(ALLOWED));

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = {
			// kind, Sec-Fetch-Site, cookie, allowed without an Origin
			"STREAM, -, true, true", "STREAM, -, false, true", "STREAM, none, true, true",
			"STREAM, same-origin, true, true", "STREAM, same-site, true, false", "STREAM, same-site, false, false",
			"STREAM, cross-site, true, false", "STREAM, cross-site, false, false", "WEBSOCKET, -, true, false",
			"WEBSOCKET, -, false, true", "WEBSOCKET, cross-site, true, false", "WEBSOCKET, none, true, false",
			"WEBSOCKET, same-origin, true, true", "POST, -, true, false", "POST, -, false, true",
			"POST, same-origin, true, true", "POST, same-site, true, false", "POST, cross-site, true, false",
			"POST, none, true, false" })
	void whenThereIsNoOriginThenTheRequestDecides(Kind kind, String fetchSite, boolean cookie, boolean allowed) {
		assertThat(this.policy.allows(new OriginCheck(kind, null, fetchSite, cookie, OWN))).isEqualTo(allowed);
	}

	@ParameterizedTest
	@ValueSource(strings = { OWN, "HTTPS://App.Example.COM", "https://app.example.com:443", ALLOWED,
			"https://OTHER.example.com:8443" })
	void whenTheOriginIsOwnOrAllowedThenItMayConnect(String origin) {
		assertAllKinds(origin, null, true);
		assertAllKinds(origin, "cross-site", true);
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "", " ", "*", "https://evil.com", "http://app.example.com",
			"https://app.example.com:8443", "https://app.example.com.evil.com", "https://evil-app.example.com",
			"https://evilapp.example.com", "https://example.com", "https://app.example.com@evil.com",
			"https://evil.com@app.example.com", "https://user:pw@app.example.com", "https://app.example.com/",
			"https://app.example.com/path", "https://app.example.com?x", "https://app.example.com#x",
			"https://app.example.com:0", "https://app.example.com:65979", "https://app.example.com:443443",
			"https://app.example.com:", "https://app.example.com.", "https://app.example.com ",
			" https://app.example.com", "https:app.example.com", "//app.example.com", "app.example.com",
			"https://app.example.com, https://app.example.com", "https://app.example.com,https://evil.com",
			"https://app%2Eexample.com", "https://app.example.com\n", "https://app.example.com\0",
			"https://\u0430pp.example.com", "https://app\uff0eexample.com", "https://other.example.com",
			"https://other.example.com:08443x" })
	void whenTheOriginIsForeignOrNoneThenItIsRefused(String origin) {
		assertAllKinds(origin, null, false);
		assertAllKinds(origin, "same-site", false);
		assertAllKinds(origin, "cross-site", false);
	}

	@Test
	void whenALetterBecomesAsciiInLowerCaseThenItIsStillForeign() {
		OriginCheck kelvin = new OriginCheck(Kind.STREAM, "https://\u212Aing.example.com", null, true,
				"https://king.example.com");
		assertThat(this.policy.allows(kelvin)).isFalse();
	}

	@Test
	void whenAProxyHidesTheOwnOriginThenTheBrowsersWordProvesIt() {
		for (Kind kind : Kind.values()) {
			assertThat(allows(kind, OWN, "same-origin", "http://10.0.0.1:8080")).isTrue();
			assertThat(allows(kind, OWN, "same-site", "http://10.0.0.1:8080")).isFalse();
			assertThat(allows(kind, OWN, "Same-Origin", "http://10.0.0.1:8080")).isFalse();
			assertThat(allows(kind, "null", "same-origin", OWN)).isFalse();
		}
	}

	@Test
	void whenTheOwnOriginIsUnknownThenOnlyAllowedOnesMayConnect() {
		assertThat(allows(Kind.WEBSOCKET, ALLOWED, null, null)).isTrue();
		assertThat(allows(Kind.WEBSOCKET, OWN, null, null)).isFalse();
		assertThat(allows(Kind.WEBSOCKET, OWN, null, "garbage")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, wss://app.example.com", "https://app.example.com, WSS://app.example.com:443",
			"http://app.example.com, ws://app.example.com:80", "http://[::1]:8080, http://[::1]:8080",
			"http://localhost:3000, http://localhost:3000" })
	void ownOriginsAreComparedInTheirNormalForm(String origin, String own) {
		assertThat(allows(Kind.WEBSOCKET, origin, null, own)).isTrue();
	}

	@Test
	void whenARequestComesByWebSocketThenItsSchemeStillCounts() {
		assertThat(allows(Kind.WEBSOCKET, "http://app.example.com", null, "wss://app.example.com")).isFalse();
		assertThat(allows(Kind.WEBSOCKET, "wss://app.example.com", null, "wss://app.example.com")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "https://*.example.com", "null", "", "example.com", "https://example.com/",
			"https://example.com/app", "https://user@example.com", "https://example.com:0", "wss://example.com",
			"https://ex\u00e4mple.com" })
	void whenAnAllowedOriginIsNoneThenTheStartFailsAndNamesIt(String origin) {
		assertThatIllegalArgumentException().isThrownBy(() -> new OriginPolicy(List.of(OWN, origin)))
			.withMessageContaining("realtime.allowed-origins[1]")
			.withMessageContaining("\"" + origin + "\"");
	}

	@Test
	void allowedOriginsAreGivenInTheirNormalForm() {
		OriginPolicy odd = new OriginPolicy(List.of("HTTPS://Example.com:443", "capacitor://localhost"));
		assertThat(odd.allowedOrigins()).containsExactly("https://example.com", "capacitor://localhost");
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void whenTheOriginIsVeryLongThenItIsRefused(Kind kind) {
		assertThat(allows(kind, "https://" + "a".repeat(100_000), "same-origin", OWN)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "https://app.example.com, https://app.example.com:9443, true",
			"https://app.example.com:8443, https://app.example.com:9443, true",
			"https://app.example.com:9443, https://app.example.com:9443, true",
			"https://app.example.com:9443, https://app.example.com, true",
			"http://[2001:db8::1], http://[2001:db8::1]:9443, true",
			"http://[2001:db8::1], http://[2001:db8::2]:9443, false",
			"http://app.example.com, https://app.example.com:9443, false",
			"https://example.com, https://app.example.com:9443, false",
			"https://app.example.com.evil.com, https://app.example.com:9443, false",
			"https://app.example.com:9443.evil.com, https://app.example.com:9443, false",
			"https://evil.com:9443, https://app.example.com:9443, false", "null, https://app.example.com:9443, false",
			"https://app.example.com, -, false", "https://other.example.com:8443, https://app.example.com:9443, true",
			"https://other.example.com, https://app.example.com:9443, false" })
	void whenAServerIsBesideTheApplicationsThenPagesOfItsHostMayConnect(String origin, String own, boolean allowed) {
		OriginPolicy beside = this.policy.withAnyPort();
		for (Kind kind : Kind.values()) {
			assertThat(beside.allows(new OriginCheck(kind, origin, "same-site", true, own))).isEqualTo(allowed);
		}
		assertThat(beside.isAllowed(origin, own)).isEqualTo(allowed);
		assertThat(this.policy.isAllowed(origin, own)).isEqualTo(origin.equals(ALLOWED));
		assertThat(beside.allowedOrigins()).isEqualTo(this.policy.allowedOrigins());
	}

	@Test
	void whenNobodyElseMayReadAnswersThenThePolicySaysSo() {
		assertThat(new OriginPolicy(List.of()).allowsOthers()).isFalse();
		assertThat(new OriginPolicy(List.of()).withAnyPort().allowsOthers()).isTrue();
		assertThat(this.policy.allowsOthers()).isTrue();
	}

	private void assertAllKinds(String origin, String fetchSite, boolean allowed) {
		for (Kind kind : Kind.values()) {
			for (boolean cookie : new boolean[] { true, false }) {
				assertThat(this.policy.allows(new OriginCheck(kind, origin, fetchSite, cookie, OWN)))
					.as("%s from \"%s\"", kind, origin)
					.isEqualTo(allowed);
			}
		}
	}

	private boolean allows(Kind kind, String origin, String fetchSite, String own) {
		return this.policy.allows(new OriginCheck(kind, origin, fetchSite, true, own));
	}

}
