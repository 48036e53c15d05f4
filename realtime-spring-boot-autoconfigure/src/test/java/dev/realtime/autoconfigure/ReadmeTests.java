package dev.realtime.autoconfigure;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation shows is true: the code compiles, and the README's block of
 * properties has every property, with its default.
 */
class ReadmeTests {

	@TempDir
	private Path classes;

	/** But for the test in the guide, which runs where the client for tests is. */
	static Stream<String> javaBlocks() throws IOException {
		return Markdown.all()
			.flatMap((page) -> page.blocks("java").stream())
			.filter((code) -> !code.contains("import dev.realtime.test."));
	}

	@ParameterizedTest
	@MethodSource("javaBlocks")
	void theCodeCompiles(String code) {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter errors = new StringWriter();
		List<String> options = List.of("-d", this.classes.toString(), "-proc:none", "-classpath",
				System.getProperty("java.class.path"));
		boolean compiled = compiler.getTask(errors, null, null, options, null, List.of(new Source(code))).call();
		assertThat(compiled).as(errors.toString()).isTrue();
	}

	@Test
	void thePropertiesAreAllThereAreWithTheirDefaults() throws IOException {
		PropertySource<?> shown = shownProperties();
		Binder binder = new Binder(ConfigurationPropertySources.from(shown), null,
				ApplicationConversionService.getSharedInstance());
		RealtimeProperties bound = binder.bind("realtime", RealtimeProperties.class).get();
		assertThat(bound).usingRecursiveComparison().isEqualTo(new RealtimeProperties());
		assertThat(names(shown)).isEqualTo(documentedNames());
	}

	@Test
	void theDependencyIsTheStarter() throws IOException {
		String shown = Markdown.read(Markdown.ROOT.resolve("README.md")).blocks("xml").get(0).replaceAll("\\s+", "");
		String pom = Files.readString(Markdown.ROOT.resolve("realtime-spring-boot-starter/pom.xml"));
		String parent = pom.split("<parent>", 2)[1].split("</parent>", 2)[0];
		assertThat(shown).isEqualTo("<dependency>" + element(parent, "groupId")
				+ element(pom.replace(parent, ""), "artifactId") + element(parent, "version") + "</dependency>");
	}

	private static String element(String pom, String name) {
		Matcher matcher = Pattern.compile("<" + name + ">[^<]+</" + name + ">").matcher(pom);
		assertThat(matcher.find()).isTrue();
		return matcher.group();
	}

	private static PropertySource<?> shownProperties() throws IOException {
		String yaml = Markdown.read(Markdown.ROOT.resolve("README.md"))
			.blocks("yaml")
			.stream()
			.filter((block) -> block.contains("enabled: true"))
			.findFirst()
			.orElseThrow();
		ByteArrayResource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
		return new YamlPropertySourceLoader().load("README", resource).get(0);
	}

	private static Set<String> names(PropertySource<?> properties) {
		return new TreeSet<>(Set.of(((EnumerablePropertySource<?>) properties).getPropertyNames()));
	}

	static Set<String> documentedNames() throws IOException {
		JsonNode metadata = JsonMapper.builder()
			.build()
			.readTree(ReadmeTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json"));
		Set<String> names = new TreeSet<>();
		StreamSupport.stream(metadata.get("properties").spliterator(), false)
			.map((property) -> property.get("name").asString())
			.forEach(names::add);
		return names;
	}

	private static final class Source extends SimpleJavaFileObject {

		private static final Pattern CLASS = Pattern.compile("^class (\\w+)", Pattern.MULTILINE);

		private final String code;

		Source(String code) {
			super(URI.create("string:///" + name(code) + ".java"), JavaFileObject.Kind.SOURCE);
			this.code = code;
		}

		private static String name(String code) {
			return CLASS.matcher(code).results().findFirst().orElseThrow().group(1);
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.code;
		}

	}

}
