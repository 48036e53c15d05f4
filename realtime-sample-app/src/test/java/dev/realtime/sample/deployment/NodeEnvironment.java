package dev.realtime.sample.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.DurationStyle;

/**
 * The environment variables that a node is started with.
 */
final class NodeEnvironment {

	/** What the image reads, and the JVM. */
	private static final Set<String> NOT_OF_SPRING = Set.of("BPL_JVM_THREAD_COUNT", "JAVA_TOOL_OPTIONS");

	private final Map<String, String> variables;

	private NodeEnvironment(Map<String, String> variables) {
		this.variables = variables;
	}

	static NodeEnvironment ofCompose(String service) {
		Map<String, String> variables = new LinkedHashMap<>();
		Yaml.read("compose/compose.yaml")
			.get(0)
			.at("/services/" + service + "/environment")
			.properties()
			.forEach((variable) -> variables.put(variable.getKey(), variable.getValue().stringValue()));
		return new NodeEnvironment(variables);
	}

	/**
	 * Those of a container.
	 * @param container as Kubernetes has it; what it takes from elsewhere is empty
	 */
	static NodeEnvironment ofKubernetes(JsonNode container) {
		Map<String, String> variables = new LinkedHashMap<>();
		container.path("env")
			.forEach((variable) -> variables.put(variable.path("name").stringValue(),
					variable.path("value").stringValue("")));
		return new NodeEnvironment(variables);
	}

	Map<String, String> variables() {
		return Collections.unmodifiableMap(this.variables);
	}

	String get(String name) {
		return this.variables.get(name);
	}

	Duration duration(String name) {
		return DurationStyle.detectAndParse(get(name));
	}

	/**
	 * Those that no property of this application answers to.
	 */
	Set<String> unknown() throws IOException {
		Set<String> unknown = new TreeSet<>(this.variables.keySet());
		unknown.removeAll(NOT_OF_SPRING);
		unknown.removeAll(known());
		return unknown;
	}

	private static Set<String> known() throws IOException {
		Set<String> known = new TreeSet<>();
		for (var metadata : Collections
			.list(NodeEnvironment.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = metadata.openStream()) {
				JsonMapper.shared()
					.readTree(in)
					.path("properties")
					.forEach((property) -> known.add(variable(property.path("name").stringValue())));
			}
		}
		known.addAll(Set.of("SAMPLE_NODE", "SAMPLE_LOGINKEY", "SAMPLE_KILLABLE"));
		return known;
	}

	private static String variable(String property) {
		return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

}
