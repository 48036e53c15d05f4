package dev.realtime.benchmarks.run;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

import dev.realtime.benchmarks.report.Figure;

/**
 * What a connection costs that only waits: memory with many connections less that with
 * few, divided by how many more there are.
 */
final class Idle implements Scenario {

	private static final double KILO = 1024;

	@Override
	public String name() {
		return "idle";
	}

	@Override
	public String description() {
		return "Connections that only wait: what each holds in memory.";
	}

	@Override
	public void run(Bench bench) {
		int connections = bench.sizes().many();
		Server server = bench.frugalServer();
		try (LoadProcess client = bench.launcher().client(server, server.port(), 1, false)) {
			client.connect(Math.max(1, connections / 20), "");
			client.tell("settle");
			Server.Memory few = server.memory();
			client.connect(connections, "");
			client.tell("settle");
			Server.Memory many = server.memory();
			Map<Figure, Double> figures = new EnumMap<>(Figure.class);
			figures.put(Figure.PSS_PER_CONNECTION, (many.pss() - few.pss()) / KILO / connections);
			put(figures, Figure.HEAP_PER_CONNECTION, few.heap(), many.heap(), connections);
			put(figures, Figure.DIRECT_PER_CONNECTION, few.direct(), many.direct(), connections);
			bench.record(String.format(Locale.ROOT, "%,d idle connections", connections), figures);
		}
	}

	private static void put(Map<Figure, Double> figures, Figure figure, OptionalLong few, OptionalLong many,
			int connections) {
		if (few.isPresent() && many.isPresent()) {
			figures.put(figure, (many.getAsLong() - few.getAsLong()) / KILO / connections);
		}
	}

}
