package dev.realtime.hub;

import java.util.List;
import java.util.Set;

import dev.realtime.Transport;
import dev.realtime.hub.HubFixture.Peer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FollowerListTests {

	private final Peer peer = new HubFixture().connect(0, Transport.SSE);

	private final Follower first = new Follower(this.peer.hub, Set.of());

	private final Follower second = new Follower(this.peer.hub, Set.of());

	private final Follower third = new Follower(this.peer.hub, Set.of());

	private final FollowerList list = new FollowerList("a");

	@Test
	void whoLeavesWhileAnEventIsOfferedOnlyClearsItsPlace() {
		List.of(this.first, this.second, this.third).forEach(this.list::add);
		this.list.offering(true);
		this.list.remove(this.first);
		assertThat(this.list.places()).isEqualTo(3);
		assertThat(this.list.get(0)).isNull();
		assertThat(this.list.get(1)).isSameAs(this.second);
		this.list.offering(false);
		assertThat(this.list.places()).isEqualTo(2);
		assertThat(this.list.get(0)).isSameAs(this.second);
	}

	@Test
	void isEmptyWhenNobodyIsLeftEvenIfPlacesAre() {
		this.list.add(this.first);
		this.list.offering(true);
		this.list.remove(this.first);
		this.list.remove(this.first);
		assertThat(this.list.isEmpty()).isTrue();
		assertThat(this.list.places()).isOne();
	}

	@Test
	void aSuccessorTakesThePlace() {
		this.list.add(this.first);
		this.list.add(this.second);
		this.list.replace(this.first, this.third);
		assertThat(this.list.get(0)).isSameAs(this.third);
		assertThat(this.list.get(1)).isSameAs(this.second);
		assertThat(this.list.places()).isEqualTo(2);
	}

}
