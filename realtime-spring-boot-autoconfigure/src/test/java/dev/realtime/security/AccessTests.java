package dev.realtime.security;

import java.util.Set;

import dev.realtime.RealtimeUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AccessTests {

	private final RealtimeUser alice = new RealtimeUser("alice");

	private final RealtimeUser admin = new RealtimeUser("root", Set.of("ROLE_ADMIN"), null);

	@ParameterizedTest
	@ValueSource(strings = { "anyone", "authenticated", "owner", "nobody", "role:ADMIN" })
	void accessReadsBackAsItWasWritten(String text) {
		assertThat(Access.parse(text)).hasToString(text).isEqualTo(Access.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Anyone", " anyone", "everyone", "role", "role:", "role: ", "ROLE_ADMIN" })
	void whenATextIsNoAccessThenItIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Access.parse(text)).withMessageContaining("role:");
	}

	@Test
	void anyoneIsEverybody() {
		assertThat(Access.ANYONE.admits(RealtimeUser.ANONYMOUS, false)).isTrue();
	}

	@Test
	void nobodyIsNotEvenTheOwner() {
		assertThat(Access.NOBODY.admits(this.admin, true)).isFalse();
	}

	@Test
	void authenticatedIsEverybodyWithAName() {
		assertThat(Access.AUTHENTICATED.admits(this.alice, false)).isTrue();
		assertThat(Access.AUTHENTICATED.admits(RealtimeUser.ANONYMOUS, false)).isFalse();
		assertThat(Access.AUTHENTICATED.admits(new RealtimeUser(" "), false)).isFalse();
	}

	@Test
	void ownerIsWhoeverOwnsTheTopic() {
		assertThat(Access.OWNER.admits(this.alice, true)).isTrue();
		assertThat(Access.OWNER.admits(this.admin, false)).isFalse();
	}

	@Test
	void aRoleIsAnAuthorityWithAPrefixAndComparesExactly() {
		assertThat(Access.parse("role:ADMIN").admits(this.admin, false)).isTrue();
		assertThat(Access.parse("role:ROLE_ADMIN").admits(this.admin, false)).isTrue();
		assertThat(Access.parse("role:admin").admits(this.admin, false)).isFalse();
		assertThat(Access.parse("role:ADMIN").admits(this.alice, true)).isFalse();
		RealtimeUser bare = new RealtimeUser("root", Set.of("ADMIN"), null);
		assertThat(Access.parse("role:ADMIN").admits(bare, false)).isFalse();
		RealtimeUser nameless = new RealtimeUser("", Set.of("ROLE_ADMIN"), null);
		assertThat(Access.parse("role:ADMIN").admits(nameless, false)).isFalse();
	}

}
