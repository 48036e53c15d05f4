package dev.realtime.redis.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many clients come back at once. What that costs Redis depends on topics and time, not
 * on how many they are.
 */
@RedisTest(outage = true)
class RedisStormIT {

	private static final Log logger = LogFactory.getLog(RedisStormIT.class);

	private static final int CLIENTS = 5000;

	private static final int TOPICS = 20;

	/** Reads of a second, and as many probes and publishes. */
	private static final int MOST = 250;

	@Test
	void whenManyClientsComeToAnotherNodeThenItReadsForAllTogether() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			List<FaultClient> clients = clients(world, one);
			clients.forEach(FaultClient::disconnect);
			publish(world, one);
			FaultNode two = world.node(redis.address());
			long before = scripts(redis);
			long begun = System.nanoTime();
			clients.forEach((client) -> client.connect(two));
			clients.forEach(FaultClient::awaitConnected);
			clients.forEach((client) -> client.awaitReceived(15));
			assertFew(scripts(redis) - before, "comes to another node", begun);
			world.verify(redis);
		}
	}

	@Test
	void whenTheConnectionOfANodeIsReplacedThenItReadsForAllTogether() {
		try (FaultWorld world = new FaultWorld()) {
			RedisServer redis = world.server();
			FaultNode one = world.node(redis.address());
			List<FaultClient> clients = clients(world, one);
			long before = scripts(redis);
			long begun = System.nanoTime();
			redis.killPubSubConnections();
			FaultWorld.await("the hole is noticed", () -> one.repairs() > 0);
			publish(world, one);
			clients.forEach((client) -> client.awaitReceived(15));
			assertFew(scripts(redis) - before, "loses its connection", begun);
			world.verify(redis);
		}
	}

	private static List<FaultClient> clients(FaultWorld world, FaultNode node) {
		for (int topic = 0; topic < TOPICS; topic++) {
			world.published(node, "t" + topic);
		}
		List<FaultClient> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			int topic = i % TOPICS;
			clients
				.add(world.stranger("t" + topic, "t" + (topic + 1) % TOPICS, "t" + (topic + 7) % TOPICS).connect(node));
		}
		clients.forEach(FaultClient::awaitConnected);
		return clients;
	}

	private static void publish(FaultWorld world, FaultNode node) {
		for (int topic = 0; topic < TOPICS; topic++) {
			world.published(node, "t" + topic, 5);
		}
	}

	private static void assertFew(long calls, String what, long begun) {
		long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
		logger.info(CLIENTS + " clients whose node " + what + ": " + calls + " script calls in " + millis + " ms");
		// All that is published meanwhile is a hundred calls, and a probe comes every 100
		// ms.
		assertThat(calls).isLessThan(MOST + 2 * millis / 100);
	}

	private static long scripts(RedisServer redis) {
		return redis.commands()
			.info("commandstats")
			.lines()
			.filter((line) -> line.startsWith("cmdstat_evalsha:"))
			.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(','))))
			.findFirst()
			.orElse(0);
	}

}
