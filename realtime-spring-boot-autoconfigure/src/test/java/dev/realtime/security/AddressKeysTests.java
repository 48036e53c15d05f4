package dev.realtime.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AddressKeysTests {

	private final AddressKeys keys = new AddressKeys(false);

	private final AddressKeys behindProxy = new AddressKeys(true);

	@ParameterizedTest
	@CsvSource({ "203.0.113.7, 203.0.113.7, true", "203.0.113.7, 203.0.113.8, false",
			"203.0.113.7, ::ffff:203.0.113.7, true", "203.0.113.7, ::ffff:cb00:7107, true",
			"203.0.113.7, ::203.0.113.7, false", "2001:db8:1:2::1, 2001:db8:1:2:ffff:ffff:ffff:ffff, true",
			"2001:db8:1:2::1, 2001:DB8:0001:2::1, true", "2001:db8:1:2::1, 2001:db8:1:3::1, false",
			"2001:db8:1:2::1, [2001:db8:1:2::9], true", "2001:db8:1:2::1, 2001:db8:1:2::1%eth0, true",
			"_hidden1, _hidden1, true", "_hidden1, _hidden2, false" })
	void addressesCountAsOneWhenOneClientMayHaveBoth(String one, String other, boolean same) {
		assertThat(told(one)).isNotNull();
		assertThat(told(other)).isNotNull();
		assertThat(told(one).equals(told(other))).isEqualTo(same);
	}

	@Test
	void socketsAndProxiesTellTheSameAddress() throws UnknownHostException {
		for (String text : new String[] { "203.0.113.7", "2001:db8:1:2::1" }) {
			InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(text), 5000);
			assertThat(this.keys.keyOf(socket)).isEqualTo(told(text));
		}
	}

	@Test
	void whenASocketHasAMappedAddressThenItCountsAsIpv4() throws UnknownHostException {
		byte[] mapped = new byte[16];
		mapped[10] = -1;
		mapped[11] = -1;
		mapped[12] = (byte) 203;
		mapped[14] = 113;
		mapped[15] = 7;
		InetAddress address = Inet6Address.getByAddress(null, mapped, -1);
		assertThat(this.keys.keyOf(new InetSocketAddress(address, 1))).isEqualTo(told("203.0.113.7"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "unknown", "UNKNOWN", "999.1.1.1", "256.0.0.1", "1:2:3", ":::", "1.2.3.4:", "" })
	void whenAProxyToldNothingThenNothingIsCounted(String text) {
		assertThat(told(text)).isNull();
	}

	@Test
	void whenTheAddressIsUnknownThenNothingIsCounted() {
		assertThat(this.behindProxy.keyOf(null)).isNull();
		assertThat(told("_" + "x".repeat(1000))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
			"169.254.1.1", "100.64.0.1", "100.127.255.255", "::1", "fe80::1", "febf::1", "fc00::1", "fdff::1",
			"::ffff:10.0.0.1" })
	void whenAnAddressIsLocalThenItCountsOnlyIfForwardedHeadersAreHandled(String text) {
		InetSocketAddress address = InetSocketAddress.createUnresolved(text, 1);
		assertThat(this.keys.keyOf(address)).isNull();
		assertThat(this.behindProxy.keyOf(address)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "172.15.0.1", "172.32.0.1", "192.167.1.1", "11.0.0.1", "100.63.0.1", "100.128.0.1",
			"169.253.1.1", "128.0.0.1", "::2", "fec0::1", "fe00::1", "fbff::1", "2001:db8::1" })
	void whenAnAddressIsPublicThenItCounts(String text) {
		assertThat(this.keys.keyOf(InetSocketAddress.createUnresolved(text, 1))).isNotNull();
	}

	@Test
	void whenLocalAddressesAreNotCountedThenThatIsSaidOnce(CapturedOutput output) {
		this.keys.keyOf(InetSocketAddress.createUnresolved("10.0.0.1", 1));
		this.keys.keyOf(InetSocketAddress.createUnresolved("10.0.0.2", 1));
		assertThat(output.getAll().split("server.forward-headers-strategy", -1)).hasSize(2);
	}

	private String told(String text) {
		return this.keys.keyOf(InetSocketAddress.createUnresolved(text, 1));
	}

}
