package dev.realtime.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * What every page of the documentation says can be looked up: properties, meters, links.
 */
class DocsTests {

	private static final Pattern NAME = Pattern.compile("`(realtime\\.[a-z.-]*[a-z])(?:\\.\\*)?(?:: [^`]*)?`");

	private static final Pattern METER = Pattern
		.compile("(?<=^\\| |, )`(realtime\\.[a-z.]+)`(?=[^\n]*\\| (?:gauge|counter|timer|summary))", Pattern.MULTILINE);

	static Stream<Markdown> pages() throws IOException {
		return Markdown.all();
	}

	@ParameterizedTest
	@MethodSource("pages")
	void theConfigurationBinds(Markdown page) throws IOException {
		// ReadmeTests sees to the block that has all of them, empty ones too.
		for (String yaml : page.blocks("yaml").stream().filter((block) -> !block.contains("[]")).toList()) {
			Binder binder = new Binder(ConfigurationPropertySources.from(yaml(yaml)), null,
					ApplicationConversionService.getSharedInstance());
			assertThatCode(() -> binder.bind("realtime", Bindable.of(RealtimeProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT)))
				.as(yaml)
				.doesNotThrowAnyException();
		}
	}

	private static List<PropertySource<?>> yaml(String text) throws IOException {
		ByteArrayResource resource = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
		return new YamlPropertySourceLoader().load("page", resource);
	}

	@ParameterizedTest
	@MethodSource("pages")
	void theJsonIsJson(Markdown page) {
		for (String json : page.blocks("json")) {
			assertThatCode(() -> JsonMapper.shared().readTree(json)).as(json).doesNotThrowAnyException();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void theNamesAreThoseOfPropertiesAndMeters(Markdown page) throws IOException {
		Set<String> known = names();
		Set<String> said = new TreeSet<>();
		NAME.matcher(page.prose()).results().forEach((name) -> said.add(name.group(1)));
		assertThat(said).allMatch((name) -> known.stream().anyMatch((each) -> (each + '.').startsWith(name + '.')),
				"is a property, a meter, a field of the log, or the beginning of one");
	}

	@ParameterizedTest
	@MethodSource("pages")
	void theLinksLeadSomewhere(Markdown page) {
		for (String link : page.links()) {
			String[] parts = link.split("#", 2);
			Path target = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]);
			assertThat(Files.exists(target)).as("%s in %s", link, page).isTrue();
			if (parts.length == 2) {
				assertThat(Markdown.read(target).anchors()).as("%s in %s", link, page).contains(parts[1]);
			}
		}
	}

	private static Set<String> names() throws IOException {
		Set<String> names = new HashSet<>(ReadmeTests.documentedNames());
		// TracingDocTests sees that they are the observations and their keys.
		TracingDocTests.names().forEach(names::add);
		// MeterDocTests sees that they are the meters.
		METER.matcher(Markdown.read(Markdown.ROOT.resolve("docs/meters.md")).text())
			.results()
			.forEach((meter) -> names.add(meter.group(1)));
		// ActuatorDocTests sees that they are the fields of the log.
		names.addAll(ActuatorDocTests.logFields());
		return names;
	}

}
