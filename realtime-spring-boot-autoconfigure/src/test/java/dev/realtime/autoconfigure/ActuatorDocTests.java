package dev.realtime.autoconfigure;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.realtime.actuate.ClosedDescriptor;
import dev.realtime.actuate.ConnectionsDescriptor;
import dev.realtime.actuate.DrainDescriptor;
import dev.realtime.actuate.RealtimeDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The answers in {@code docs/actuator.md} have every field there is, and no other.
 */
class ActuatorDocTests {

	private static final Markdown DOC = Markdown.read(Markdown.ROOT.resolve("docs/actuator.md"));

	private static final Set<String> TRANSPORTS = Set.of("sse", "websocket", "long_poll");

	static JsonNode answer(String name) {
		Matcher block = Pattern.compile("<!-- answer " + name + " -->\n```json\n(.*?)```", Pattern.DOTALL)
			.matcher(DOC.text());
		assertThat(block.find()).as(name).isTrue();
		return JsonMapper.shared().readTree(block.group(1));
	}

	/** Where there are values; that there are several at one place counts once. */
	static Set<String> paths(JsonNode json, String path, Set<String> paths) {
		if (json.isObject()) {
			json.properties().forEach((member) -> paths(member.getValue(), path + '/' + member.getKey(), paths));
		}
		else if (json.isArray() && !json.isEmpty() && json.get(0).isObject()) {
			json.forEach((element) -> paths(element, path, paths));
		}
		else if (!json.isArray() || !json.isEmpty()) {
			paths.add(path);
		}
		return paths;
	}

	static Stream<Arguments> answers() {
		return Stream.of(Arguments.of("realtime", RealtimeDescriptor.class),
				Arguments.of("connections", ConnectionsDescriptor.class),
				Arguments.of("closed", ClosedDescriptor.class), Arguments.of("drain", DrainDescriptor.class));
	}

	@ParameterizedTest
	@MethodSource("answers")
	void theFieldsAreThoseOfTheAnswer(String name, Class<?> type) {
		assertThat(paths(answer(name), "", new TreeSet<>())).isEqualTo(paths(type, "", new TreeSet<>()));
	}

	private static Set<String> paths(Class<?> type, String path, Set<String> paths) {
		for (RecordComponent component : type.getRecordComponents()) {
			String place = path + '/' + component.getName();
			Class<?> value = valueOf(component.getGenericType());
			if (component.getName().equals("byTransport")) {
				TRANSPORTS.forEach((transport) -> paths.add(place + '/' + transport));
			}
			else if (value.isRecord()) {
				paths(value, place, paths);
			}
			else {
				paths.add(place);
			}
		}
		return paths;
	}

	private static Class<?> valueOf(Type type) {
		if (type instanceof ParameterizedType list && Collection.class.isAssignableFrom((Class<?>) list.getRawType())) {
			return (Class<?>) list.getActualTypeArguments()[0];
		}
		return (type instanceof Class<?> plain) ? plain : Object.class;
	}

	@Test
	void theFieldsOfTheLogAreThoseThatAreWritten() {
		List<String> shown = Pattern.compile("`(realtime\\.[a-z]+)`")
			.matcher(DOC.text().split("as fields, for structured logs", 2)[1])
			.results()
			.map((key) -> key.group(1))
			.distinct()
			.toList();
		assertThat(shown).containsExactlyInAnyOrderElementsOf(logFields());
	}

	static List<String> logFields() {
		String source = Markdown
			.read(Markdown.ROOT
				.resolve("realtime-spring-boot-autoconfigure/src/main/java/dev/realtime/connection/ConnectionLog.java"))
			.text();
		return Pattern.compile("addKeyValue\\(\"(realtime\\.[a-z]+)\"")
			.matcher(source)
			.results()
			.map((key) -> key.group(1))
			.distinct()
			.toList();
	}

}
