package dev.realtime.benchmarks.systems;

import java.io.File;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Stack}.
 */
class StackTests {

	/** A checkout that is called as one of the modules is. */
	private static final String HOME = "/home/me/realtime-spring-boot-starter/";

	private static final String BENCHMARKS = HOME + "realtime-benchmarks/target/classes";

	private static final String MODULE = HOME + "realtime-spring-boot-autoconfigure/target/quick/classes";

	private static final String ARCHIVE = HOME
			+ "realtime-spring-boot-starter/target/realtime-spring-boot-starter-0.1.0-SNAPSHOT.jar";

	private static final String INSTALLED = "/repository/dev/realtime/realtime-spring-boot-autoconfigure/0.1.0-SNAPSHOT/"
			+ "realtime-spring-boot-autoconfigure-0.1.0-SNAPSHOT.jar";

	private static final String WEBFLUX = jar("spring-webflux", "7.0.9");

	private static final String NETTY = jar("netty-codec-http", "4.2.18.Final");

	private static final String TOMCAT = jar("tomcat-embed-core", "11.0.24");

	private static final String STOMP = jar("spring-boot-starter-websocket", "4.1.1");

	private static final String SOCKET_IO = jar("netty-socketio", "2.0.14");

	private static final String JACKSON_2 = jar("jackson-databind", "2.21.5");

	private static final String JACKSON_3 = jar("jackson-databind", "3.1.5");

	private static final String ANNOTATIONS = jar("jackson-annotations", "2.21");

	private static final String LOGGING = jar("logback-classic", "1.5.38");

	private static final List<String> METERS = List.of(jar("micrometer-core", "1.17.1"),
			jar("micrometer-registry-prometheus", "1.17.1"), jar("prometheus-metrics-core", "1.5.1"),
			jar("spring-boot-micrometer-metrics", "4.1.1"));

	private static final List<String> OTHERS = List.of(BENCHMARKS, MODULE, ARCHIVE, INSTALLED, WEBFLUX, NETTY, TOMCAT,
			STOMP, SOCKET_IO, JACKSON_2, JACKSON_3, ANNOTATIONS, LOGGING);

	private static final List<String> ALL = Stream.concat(OTHERS.stream(), METERS.stream()).toList();

	@Test
	void whenMeteredThenWhatCountsIsThereAndNowhereElse() {
		assertThat(entries(Stack.METERED)).containsAll(entries(Stack.REACTIVE)).containsAll(METERS).hasSize(13);
	}

	@Test
	void whenReactiveThenNeitherTomcatNorSocketIoIsThere() {
		assertThat(entries(Stack.REACTIVE)).containsExactly(BENCHMARKS, MODULE, ARCHIVE, INSTALLED, WEBFLUX, NETTY,
				JACKSON_3, ANNOTATIONS, LOGGING);
	}

	@Test
	void whenServletThenNeitherNettyNorThisLibraryIsThere() {
		assertThat(entries(Stack.SERVLET)).containsExactly(BENCHMARKS, TOMCAT, STOMP, JACKSON_3, ANNOTATIONS, LOGGING);
	}

	@Test
	void whenSocketIoThenNoSpringIsThere() {
		assertThat(entries(Stack.SOCKET_IO)).containsExactly(BENCHMARKS, NETTY, SOCKET_IO, JACKSON_2, ANNOTATIONS,
				LOGGING);
	}

	@Test
	void whenPlainThenThisLibraryIsAllThatIsMissing() {
		List<String> plain = entries(Stack.PLAIN);
		assertThat(plain).containsExactly(BENCHMARKS, WEBFLUX, NETTY, JACKSON_3, ANNOTATIONS, LOGGING);
		assertThat(entries(Stack.STARTER)).containsAll(plain).contains(MODULE).doesNotContain(TOMCAT, SOCKET_IO);
	}

	private static List<String> entries(Stack stack) {
		return List.of(stack.classPath(String.join(File.pathSeparator, ALL)).split(File.pathSeparator));
	}

	private static String jar(String name, String version) {
		return "/repository/" + name + '/' + version + '/' + name + '-' + version + ".jar";
	}

}
