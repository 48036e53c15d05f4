package dev.realtime.redis;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.realtime.Position;
import dev.realtime.PublishedEvent;
import dev.realtime.RealtimeObserver;
import dev.realtime.RealtimeUser;
import dev.realtime.bus.RecordingBusListener;
import dev.realtime.connection.UserQuota.Overflow;
import dev.realtime.redis.fixture.RedisOptions;
import dev.realtime.redis.fixture.RedisServer;
import dev.realtime.redis.fixture.RedisTest;
import dev.realtime.redis.fixture.SharedRedis;
import dev.realtime.security.Ticket;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What docs/redis.md shows is true: the shell publishes an event that a node hears, and
 * the permissions are enough.
 */
@RedisTest(outage = true)
class RedisDocTests {

	private static final Path SCRIPTS = Path.of("src/main/resources/dev/realtime/redis");

	private static final Duration PATIENCE = Duration.ofSeconds(15);

	private final SharedRedis redis;

	private final String prefix;

	private final List<RedisBus> open = new ArrayList<>();

	RedisDocTests(SharedRedis redis) {
		this.redis = redis;
		this.prefix = redis.freshPrefix();
	}

	@AfterEach
	void close() {
		this.open.forEach(RedisBus::close);
	}

	@Test
	void whenTheShellPublishesThenANodeHearsTheEventUnderTheReceiptThatTheShellSaw() throws Exception {
		assumeRedisCli();
		RecordingBusListener listener = new RecordingBusListener();
		RedisBus bus = bus(this.redis.address().uri(), this.prefix, listener);
		bus.subscribe("public.news").block(PATIENCE);
		String first = shell();
		String second = shell();
		await().atMost(PATIENCE).until(() -> listener.events().size() == 2);
		PublishedEvent event = listener.events().get(0);
		assertThat(event.topic()).isEqualTo("public.news");
		assertThat(event.type()).isEqualTo("headline");
		assertThat(new String(event.payload(), StandardCharsets.UTF_8)).isEqualTo("{\"text\":\"hello from a shell\"}");
		assertThat(System.currentTimeMillis() - event.timestamp()).isBetween(-1000L, 60_000L);
		assertThat(listener.events()).extracting((heard) -> String.valueOf(heard.position()))
			.containsExactly(first, second);
		assertThat(listener.events().get(1).prev()).isEqualTo(1);
	}

	@Test
	void whenNobodyHasOpenedTheLogThenTheShellDoes() throws Exception {
		assumeRedisCli();
		Position first = Position.parse(shell());
		assertThat(first).isNotNull();
		assertThat(first.offset()).isEqualTo(1);
		assertThat(first.epoch()).matches("[a-z0-9]{8}");
		assertThat(Position.parse(shell())).isEqualTo(new Position(first.epoch(), 2));
	}

	@Test
	void whenTheUserMayDoNoMoreThanIsSaidThenTheEngineWorks() throws IOException {
		try (RedisServer server = RedisServer.run(RedisOptions.DEFAULTS.withPassword("admin"))) {
			CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
			permissions().stream().skip(1).forEach(arguments::add);
			server.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
			RedisURI uri = RedisURI.builder()
				.withHost("127.0.0.1")
				.withPort(server.port())
				.withAuthentication("realtime", "secret")
				.withClientName("realtime")
				.withDatabase(1)
				.build();
			RecordingBusListener listener = new RecordingBusListener();
			RedisBus bus = bus(uri, "realtime", listener);
			RedisUserQuota quota = new RedisUserQuota(bus, Duration.ofSeconds(10));
			bus.subscribe("a").block(PATIENCE);
			assertThat(quota.acquire("alice", "c1", 1, Overflow.REJECT_NEWEST).block(PATIENCE).granted()).isTrue();
			assertThat(quota.acquire("alice", "c2", 1, Overflow.REJECT_NEWEST).block(PATIENCE).granted()).isFalse();
			RedisTicketStore tickets = new RedisTicketStore(bus, Duration.ofSeconds(10));
			Ticket ticket = new Ticket(new RealtimeUser("alice"), null);
			tickets.put("digest", ticket).block(PATIENCE);
			assertThat(tickets.take("digest").block(PATIENCE)).isEqualTo(ticket);
			assertThat(server.commands().clientList()).contains(" name=realtime ");
			// It does not say what library it is, nor see the buffer limit, where it may
			// not.
			assertThat(server.commands().aclLog()).extracting((entry) -> String.valueOf(entry.get("object")))
				.allMatch((object) -> object.startsWith("client") || object.startsWith("config"));
		}
	}

	@Test
	void whenAScriptCallsACommandThenThePermissionsHaveIt() throws IOException {
		Set<String> called = new TreeSet<>();
		try (Stream<Path> files = Files.list(SCRIPTS)) {
			for (Path file : files.toList()) {
				Matcher calls = Pattern.compile("redis\\.p?call\\('([A-Z]+)'").matcher(Files.readString(file));
				calls.results().forEach((call) -> called.add('+' + call.group(1).toLowerCase(Locale.ROOT)));
			}
		}
		assertThat(called).hasSizeGreaterThan(15);
		assertThat(permissions()).containsAll(called);
	}

	@Test
	void whenAScriptTakesAKeyThenItIsInTheTable() throws IOException {
		String doc = doc();
		try (Stream<Path> files = Files.list(SCRIPTS)) {
			for (Path file : files.toList()) {
				Matcher keys = Pattern.compile("prefix \\.\\. '(\\w+):?'").matcher(Files.readString(file));
				keys.results().forEach((key) -> assertThat(doc).containsPattern("[`}]:" + key.group(1) + "[:`]"));
			}
		}
	}

	private RedisBus bus(RedisURI uri, String keyPrefix, RecordingBusListener listener) {
		RedisBus bus = new RedisBus(
				new RedisServers(List.of(uri), false, null), "n", new RedisBusSettings(keyPrefix, "realtime-sample",
						Duration.ofSeconds(5), Duration.ofSeconds(10), 1000, Duration.ofMinutes(1)),
				RealtimeObserver.NOOP);
		this.open.add(bus);
		bus.listen(listener);
		await().atMost(PATIENCE).until(() -> bus.status().up());
		return bus;
	}

	private String shell() throws Exception {
		ProcessBuilder builder = new ProcessBuilder("sh", "-eu", "-c", block("shell example"))
			.directory(SCRIPTS.toFile())
			.redirectErrorStream(true);
		RedisURI uri = this.redis.address().uri();
		String credentials = (this.redis.address().password() != null) ? ":" + this.redis.address().password() + "@"
				: "";
		builder.environment().put("REDIS_URL", "redis://" + credentials + uri.getHost() + ":" + uri.getPort());
		builder.environment().put("KEY_PREFIX", this.prefix);
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output.strip();
	}

	private static void assumeRedisCli() {
		boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "redis-cli")));
		if ("true".equals(System.getenv("CI"))) {
			assertThat(found).as("redis-cli is on the path").isTrue();
		}
		assumeTrue(found, "The shell example of docs/redis.md wants a redis-cli on the path");
	}

	private static List<String> permissions() throws IOException {
		return List.of(block("acl").strip().split(" "));
	}

	private static String block(String marker) throws IOException {
		Matcher matcher = Pattern.compile("<!-- " + marker + " -->\n```\\w*\n(.*?)```", Pattern.DOTALL).matcher(doc());
		assertThat(matcher.find()).isTrue();
		return matcher.group(1);
	}

	private static String doc() throws IOException {
		return Files.readString(Path.of("../docs/redis.md"));
	}

}
