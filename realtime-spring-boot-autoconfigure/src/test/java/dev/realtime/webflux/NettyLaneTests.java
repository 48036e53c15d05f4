package dev.realtime.webflux;

import java.time.Duration;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link NettyLane}.
 */
class NettyLaneTests {

	@Test
	@EnabledOnOs(OS.LINUX)
	void aPeerThatAcknowledgesNothingIsGivenUp() {
		assertThat(Epoll.isAvailable()).isTrue();
		EpollSocketChannel channel = new EpollSocketChannel();
		NettyLane.Epoll.limitSilence(channel, Duration.ofSeconds(40));
		assertThat(channel.config().getTcpUserTimeout()).isEqualTo(40_000);
		channel.unsafe().closeForcibly();
	}

	@Test
	void aStreamOfAnotherKindIsLeftAlone() {
		EmbeddedChannel channel = new EmbeddedChannel();
		assertThatNoException().isThrownBy(() -> NettyLane.Epoll.limitSilence(channel, Duration.ofSeconds(40)));
		channel.finishAndReleaseAll();
	}

}
