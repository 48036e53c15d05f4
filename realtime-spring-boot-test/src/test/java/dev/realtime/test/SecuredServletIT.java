package dev.realtime.test;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.realtime.CloseReason;
import dev.realtime.RealtimePublisher;
import dev.realtime.Transport;
import dev.realtime.local.LocalTicketStore;
import dev.realtime.security.Ticket;
import dev.realtime.security.TicketStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application as most are: Spring MVC, Spring Security with a login form, a session
 * and CSRF tokens. Its users follow what is theirs on another port.
 */
class SecuredServletIT {

	private static ConfigurableApplicationContext context;

	private static int port;

	private static int realtimePort;

	private final CookieManager cookies = new CookieManager();

	private final HttpClient browser = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.cookieHandler(this.cookies)
		.build();

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(App.class)
			.properties("server.port=0", "realtime.server.port=0", "spring.main.web-application-type=servlet",
					"spring.main.banner-mode=off", "realtime.topics[0].pattern=admin.*",
					"realtime.topics[0].subscribe=role:ADMIN")
			.run();
		port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		realtimePort = context.getEnvironment().getRequiredProperty("local.realtime.server.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@ParameterizedTest
	@EnumSource(names = { "SSE", "WEBSOCKET" })
	void whenAUserHasLoggedInThenWhatIsTheirsArrives(Transport transport) throws Exception {
		login("alice");
		try (RealtimeTestClient client = client(transport).query("ticket", ticket()).connect()) {
			assertThat(client.awaitReady().topics()).containsOnlyKeys("user.alice");
			RealtimePublisher publisher = context.getBean(RealtimePublisher.class);
			publisher.sendToUser("bob", "not.for.alice", 1).join();
			publisher.sendToUser("alice", "hello", 1).join();
			assertThat(client.awaitEvent().type()).isEqualTo("hello");
		}
	}

	@Test
	void whenATicketIsBroughtThenItCarriesTheUsersRoles() throws Exception {
		login("alice");
		try (RealtimeTestClient client = client(Transport.SSE).topics("admin.news")
			.query("ticket", ticket())
			.connect()) {
			client.expectRefusal(CloseReason.FORBIDDEN);
		}
		login("root");
		try (RealtimeTestClient client = client(Transport.SSE).topics("admin.news")
			.query("ticket", ticket())
			.connect()) {
			assertThat(client.awaitReady().topics()).containsOnlyKeys("admin.news", "user.root");
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenOnlyTheSessionsCookieIsBroughtThenNobodyIsLoggedInThere(Transport transport) throws Exception {
		login("root");
		String session = this.cookies.getCookieStore().getCookies().get(0).toString();
		assertThat(session).startsWith("JSESSIONID=");
		try (RealtimeTestClient client = client(transport).topics("admin.news").header("Cookie", session).connect()) {
			if (transport == Transport.WEBSOCKET) {
				assertThat(client.awaitReady().topics().get("admin.news").error()).isEqualTo("forbidden");
			}
			else {
				client.expectRefusal(CloseReason.UNAUTHORIZED);
			}
		}
	}

	@Test
	void whenNobodyIsLoggedInOrTheCsrfTokenIsMissingThenThereIsNoTicket() throws Exception {
		assertThat(post("/realtime/ticket", "", "X-CSRF-TOKEN", csrf()).statusCode()).isIn(302, 401, 403);
		login("alice");
		assertThat(post("/realtime/ticket", "", "X-Other", "x").statusCode()).isEqualTo(403);
		assertThat(ticket()).isNotEmpty();
	}

	@Test
	void whenTheApplicationLetsNobodyInThenItKeepsTheClientToItselfAndElseServesIt() throws Exception {
		HttpResponse<String> refused = get("/realtime/client.js");
		assertThat(refused.statusCode()).isIn(302, 401, 403);
		assertThat(refused.body()).doesNotContain("export");
		login("alice");
		HttpResponse<String> served = get("/realtime/client.js");
		assertThat(served.statusCode()).isEqualTo(200);
		assertThat(served.headers().allValues("Cache-Control")).containsExactly("no-cache");
		assertThat(served.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
	}

	private static RealtimeTestClientBuilder client(Transport transport) {
		return RealtimeTestClient.forPort(realtimePort)
			.transport(transport)
			.header("Origin", "http://localhost:" + port);
	}

	private void login(String user) throws Exception {
		HttpResponse<String> page = get("/login");
		Matcher token = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"").matcher(page.body());
		assertThat(token.find()).as(page.body()).isTrue();
		HttpResponse<String> response = post("/login", "username=" + user + "&password=secret&_csrf=" + token.group(1),
				"Content-Type", "application/x-www-form-urlencoded");
		assertThat(response.headers().firstValue("Location"))
			.hasValueSatisfying((location) -> assertThat(location).doesNotContain("error"));
	}

	private String ticket() throws Exception {
		HttpResponse<String> response = post("/realtime/ticket", "", "X-CSRF-TOKEN", csrf());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return FrameReader.tree(response.body()).path("ticket").stringValue();
	}

	private String csrf() throws IOException, InterruptedException {
		return get("/csrf").body();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return this.browser.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path, String body, String header, String value)
			throws IOException, InterruptedException {
		return this.browser.send(HttpRequest.newBuilder(uri(path))
			.header("Origin", "http://localhost:" + port)
			.header(header, value)
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.ofString());
	}

	private static URI uri(String path) {
		return URI.create("http://localhost:" + port + path);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class App {

		@GetMapping("/csrf")
		String csrf(CsrfToken token) {
			return token.getToken();
		}

		@Bean
		SecurityFilterChain security(HttpSecurity http) throws Exception {
			return http
				.authorizeHttpRequests(
						(requests) -> requests.requestMatchers("/csrf").permitAll().anyRequest().authenticated())
				.formLogin(Customizer.withDefaults())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("alice").password("{noop}secret").roles("USER").build(),
					User.withUsername("root").password("{noop}secret").roles("ADMIN").build());
		}

		/** Answers later and on another thread, as the one in Redis does. */
		@Bean
		TicketStore slowStore() {
			TicketStore local = new LocalTicketStore(Duration.ofSeconds(30), Clock.systemUTC());
			return new TicketStore() {

				@Override
				public Mono<Void> put(String key, Ticket ticket) {
					return Mono.delay(Duration.ofMillis(50)).then(local.put(key, ticket));
				}

				@Override
				public Mono<Ticket> take(String key) {
					return Mono.delay(Duration.ofMillis(50)).then(local.take(key));
				}

			};
		}

		@Bean
		TomcatServletWebServerFactory webServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		ReactorResourceFactory resources() {
			return new TestApp.NettyServer().resources();
		}

	}

}
