package dev.realtime.benchmarks.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

import io.netty.channel.EventLoop;

/**
 * What the client can be told to do. Commands run one after the other.
 */
final class Commands implements AutoCloseable {

	private static final int PAYLOAD = 150;

	private static final int CONCURRENCY = 128;

	private static final int PROBES = 10;

	private static final int PROBE_SECONDS = 3;

	private final Sockets sockets;

	private final List<LoadLoop> loops = new ArrayList<>();

	private final Numbering numbering;

	private final Fleet fleet;

	private final Flights flights;

	private final Load load;

	private final int port;

	private final LongAdder attempts = new LongAdder();

	/**
	 * Create a client that is not connected, except for its publishers.
	 * @param options {@code port}, {@code dialect}, {@code path} and
	 * {@code publish-path}; optionally {@code publish-port}, {@code topics} (1),
	 * {@code all-topics}: whether one post reaches all topics (false), {@code publishers}
	 * (4) and {@code loops} (1)
	 */
	Commands(Arguments options) {
		this.sockets = new Sockets(options.number("loops", 1));
		this.numbering = new Numbering(options.number("topics", 1), options.flag("all-topics"));
		Outstanding outstanding = new Outstanding(this.numbering);
		for (EventLoop loop : this.sockets.eventLoops()) {
			this.loops.add(new LoadLoop(loop, outstanding));
		}
		this.port = options.number("port");
		Target target = new Target(Dialect.of(options.text("dialect")), options.text("path"));
		this.fleet = new Fleet(this.sockets, this.loops, target, this.port, this.numbering.topics());
		EventPublisher publisher = new EventPublisher(this.loops.get(0).eventLoop(), this.sockets,
				options.number("publish-port", this.port), options.text("publish-path"), this.numbering);
		for (int i = 0; i < options.number("publishers", 4); i++) {
			publisher.connect();
		}
		this.flights = new Flights(publisher, outstanding, this.numbering, this.fleet);
		this.load = new Load(this.loops, this.fleet, this.flights, this.numbering);
	}

	/**
	 * Run a command: {@code connect count=N [slow=true] [resumes=true]}, {@code settle},
	 * {@code count}, {@code closed outstanding=K seconds=S},
	 * {@code open rate=N seconds=S} or {@code storm missed=N}; wherever it matters also
	 * {@code bytes=N} and {@code concurrency=N}. {@code abuse count=N} has so many
	 * clients do harm from then on, {@code abuses} says how often they connected.
	 * @param line the command
	 * @return what came out of it
	 * @throws InterruptedException if it is interrupted
	 */
	Map<String, Object> run(String line) throws InterruptedException {
		Arguments arguments = Arguments.ofCommand(line);
		int bytes = arguments.number("bytes", PAYLOAD);
		int concurrency = arguments.number("concurrency", CONCURRENCY);
		return switch (line.strip().split("\\s+", 2)[0]) {
			case "connect" -> connect(arguments, concurrency);
			case "settle" -> settle();
			case "count" -> Map.of("open", this.fleet.open(), "lostReaders", this.fleet.lostReaders(), "lostSlow",
					this.fleet.lostSlow());
			case "closed" -> this.load.run(new Pace.Closed(this.flights, arguments.number("outstanding")), bytes,
					arguments.decimal("seconds"));
			case "open" -> this.load.run(new Pace.Open(this.flights, arguments.decimal("rate")), bytes,
					arguments.decimal("seconds"));
			case "storm" -> new ReconnectStorm(this.loops, this.fleet, this.flights, this.numbering)
				.run(arguments.number("missed"), bytes, concurrency);
			case "abuse" -> abuse(arguments.number("count"));
			case "abuses" -> Map.of("attempts", this.attempts.sum());
			default -> throw new IllegalArgumentException("No such command: " + line);
		};
	}

	private Map<String, Object> connect(Arguments arguments, int concurrency) throws InterruptedException {
		Fleet.Opening opening = this.fleet.connect(arguments.number("count"), !arguments.flag("slow"),
				arguments.flag("resumes"), concurrency);
		Map<String, Object> result = new LinkedHashMap<>();
		result.put("wanted", opening.wanted());
		result.put("opened", opening.opened());
		result.put("seconds", opening.seconds());
		result.put("perSecond", opening.opened() / opening.seconds());
		for (LoadLoop loop : this.loops) {
			String failure = loop.call(loop::failure);
			if (failure != null) {
				result.put("failure", failure);
			}
		}
		return result;
	}

	private Map<String, Object> abuse(int count) {
		Abuse[] kinds = Abuse.values();
		List<EventLoop> eventLoops = this.sockets.eventLoops();
		for (int i = 0; i < count; i++) {
			new Abuser(kinds[i % kinds.length], this.sockets, eventLoops.get(i % eventLoops.size()), this.port, i,
					this.attempts)
				.begin();
		}
		return Map.of("abusers", count);
	}

	/** Publishes until an event of each topic has reached all connections. */
	private Map<String, Object> settle() {
		LoadLoop home = this.loops.get(0);
		int events = this.numbering.all() ? 1 : this.numbering.topics();
		for (int probe = 1; probe <= PROBES; probe++) {
			long abandoned = home.call(this.flights::abandoned);
			home.run(() -> {
				for (int i = 0; i < events; i++) {
					this.flights.launch(System.nanoTime());
				}
			});
			Waiting.until(() -> home.call(this.flights::inFlight) == 0, PROBE_SECONDS);
			this.load.drain();
			if (home.call(this.flights::abandoned) == abandoned) {
				return Map.of("probes", probe);
			}
		}
		throw new IllegalStateException("Events do not reach all connections");
	}

	@Override
	public void close() {
		this.sockets.close();
	}

}
