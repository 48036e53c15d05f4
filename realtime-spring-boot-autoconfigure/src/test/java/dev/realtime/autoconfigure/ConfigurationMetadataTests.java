package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata that IDEs read.
 */
class ConfigurationMetadataTests {

	private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

	private static List<JsonNode> properties = new ArrayList<>();

	private static List<JsonNode> hints = new ArrayList<>();

	@BeforeAll
	static void readMetadata() throws IOException {
		List<JsonNode> documents = new ArrayList<>();
		for (var url : java.util.Collections
			.list(ConfigurationMetadataTests.class.getClassLoader().getResources(METADATA.substring(1)))) {
			try (InputStream in = url.openStream()) {
				documents.add(JsonMapper.builder().build().readTree(in));
			}
		}
		for (JsonNode document : documents) {
			document.path("properties").forEach(ConfigurationMetadataTests::addIfOurs);
			document.path("hints").forEach((hint) -> {
				if (hint.path("name").asString().startsWith("realtime.")) {
					hints.add(hint);
				}
			});
		}
	}

	private static void addIfOurs(JsonNode property) {
		if (property.path("name").asString().startsWith("realtime.")) {
			properties.add(property);
		}
	}

	static List<JsonNode> properties() throws IOException {
		if (properties.isEmpty()) {
			readMetadata();
		}
		return properties;
	}

	@Test
	void whenTheModuleIsBuiltThenTheMetadataIsThere() {
		assertThat(properties).hasSizeGreaterThan(40);
	}

	@ParameterizedTest
	@MethodSource("properties")
	void whenAPropertyExistsThenItIsDescribed(JsonNode property) {
		String description = property.path("description").asString("");
		assertThat(description).as(property.path("name").asString())
			.isNotBlank()
			.endsWith(".")
			.doesNotStartWith("The ")
			.doesNotContain("efault is");
		if (property.path("type").asString().equals("java.lang.Boolean")) {
			assertThat(description).startsWith("Whether ");
		}
	}

	@ParameterizedTest
	@MethodSource("properties")
	void whenAPropertyHasADefaultThenItIsDocumented(JsonNode property) {
		Object value = defaultOf(property.path("name").asString());
		if (value instanceof Collection<?> collection) {
			assertThat(collection).isEmpty();
		}
		else {
			// What is not set has none.
			assertThat(property.has("defaultValue")).as(property.path("name").asString()).isEqualTo(value != null);
		}
	}

	@Test
	void whenAHintIsGivenThenItsPropertyExists() {
		assertThat(hints).isNotEmpty();
		assertThat(hints).extracting((hint) -> hint.path("name").asString())
			.isSubsetOf(properties.stream().map((property) -> property.path("name").asString()).toList());
	}

	private static Object defaultOf(String name) {
		ConfigurationPropertyName property = ConfigurationPropertyName.of(name).subName(1);
		StringBuilder path = new StringBuilder();
		for (int i = 0; i < property.getNumberOfElements(); i++) {
			path.append((i > 0) ? "." : "").append(camelCase(property.getElement(i, Form.DASHED)));
		}
		return new BeanWrapperImpl(new RealtimeProperties()).getPropertyValue(path.toString());
	}

	private static String camelCase(String dashed) {
		StringBuilder name = new StringBuilder();
		for (String word : dashed.split("-")) {
			name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
		}
		return name.toString();
	}

}
