package dev.realtime.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.realtime.Handshake;
import dev.realtime.RealtimeAuthenticator;
import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.RealtimeUser;
import dev.realtime.Transport;
import dev.realtime.security.BearerTokenRealtimeAuthenticator;
import dev.realtime.security.JwtRealtimeTokenVerifier;
import dev.realtime.security.PrincipalRealtimeAuthenticator;
import dev.realtime.security.RealtimeServerLogoutHandler;
import dev.realtime.security.SpringSecurityRealtimeAuthenticator;
import dev.realtime.security.TestTokens;
import dev.realtime.servlet.RealtimeLogoutHandler;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TokenConfiguration} and {@link LogoutConfiguration}.
 */
class TokenConfigurationTests {

	private static final AutoConfigurations REALTIME = AutoConfigurations.of(RealtimeAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(REALTIME);

	@Test
	void whenThereIsADecoderThenBearerTokensAreVerifiedWithIt() {
		for (Class<?> decoder : List.of(Reactive.class, Blocking.class)) {
			this.runner.withUserConfiguration(decoder).run((context) -> {
				assertThat(context).getBean(RealtimeTokenVerifier.class).isInstanceOf(JwtRealtimeTokenVerifier.class);
				assertThat(context).getBean(RealtimeAuthenticator.class)
					.isInstanceOf(BearerTokenRealtimeAuthenticator.class);
				assertThat(user(context, "read").authorities()).contains("SCOPE_read");
			});
		}
	}

	@Test
	void whenThereAreBothDecodersThenTheReactiveOneIsTaken() {
		this.runner.withUserConfiguration(Reactive.class, Broken.class)
			.run((context) -> assertThat(user(context).name()).isEqualTo("alice"));
	}

	@Test
	void whenThereIsNoDecoderThenThereAreNoTokens() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RealtimeTokenVerifier.class)
			.getBean(RealtimeAuthenticator.class)
			.isInstanceOf(SpringSecurityRealtimeAuthenticator.class));
	}

	@Test
	void whenTheDecoderIsSpringBootsThenItIsFound() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RealtimeAutoConfiguration.class,
					ReactiveOAuth2ResourceServerAutoConfiguration.class))
			.withPropertyValues("spring.security.oauth2.resourceserver.jwt.jwk-set-uri=https://idp.example.com/keys")
			.run((context) -> assertThat(context).hasSingleBean(RealtimeTokenVerifier.class));
	}

	@Test
	void whenTheApplicationHasAConverterThenItNamesTheUserAndTheAuthorities() {
		for (Class<?> converter : List.of(ConverterBean.class, LambdaConverter.class, ReactiveConverter.class)) {
			this.runner.withUserConfiguration(Reactive.class, converter)
				.run((context) -> assertThat(user(context).authorities()).as("%s", converter)
					.contains("from " + converter.getSimpleName()));
		}
	}

	@Test
	void whenTheApplicationHasTwoConvertersThenTheStartFailsInsteadOfAGuess() {
		this.runner.withUserConfiguration(Reactive.class, ConverterBean.class, LambdaConverter.class)
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void whenTheApplicationVerifiesTokensItselfThenItsVerifierIsTaken() {
		RealtimeTokenVerifier own = (token) -> Mono.just(new RealtimeUser("owned"));
		this.runner.withUserConfiguration(Reactive.class)
			.withBean(RealtimeTokenVerifier.class, () -> own)
			.run((context) -> assertThat(user(context).name()).isEqualTo("owned"));
		this.runner.withClassLoader(new FilteredClassLoader(Authentication.class))
			.withBean(RealtimeTokenVerifier.class, () -> own)
			.run((context) -> assertThat(user(context).name()).isEqualTo("owned"));
	}

	@Test
	void whenTheApplicationAuthenticatesItselfThenItAloneDecides() {
		RealtimeAuthenticator own = (handshake) -> Mono.empty();
		this.runner.withUserConfiguration(Reactive.class)
			.withBean(RealtimeAuthenticator.class, () -> own)
			.run((context) -> assertThat(context).getBean(RealtimeAuthenticator.class).isSameAs(own));
	}

	@Test
	void whenALibraryIsMissingThenThereAreNoTokens() {
		for (Class<?> missing : List.of(JwtDecoder.class, JwtAuthenticationConverter.class)) {
			this.runner.withClassLoader(new FilteredClassLoader(missing))
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(RealtimeTokenVerifier.class)
					.getBean(RealtimeAuthenticator.class)
					.isInstanceOf(SpringSecurityRealtimeAuthenticator.class));
		}
		this.runner.withClassLoader(new FilteredClassLoader(Authentication.class))
			.run((context) -> assertThat(context).getBean(RealtimeAuthenticator.class)
				.isInstanceOf(PrincipalRealtimeAuthenticator.class));
	}

	@Test
	void whenSpringSecurityIsThereThenTheLogoutHandlerFitsTheApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(REALTIME)
			.run((context) -> assertThat(context).hasSingleBean(RealtimeServerLogoutHandler.class)
				.doesNotHaveBean(RealtimeLogoutHandler.class));
		new WebApplicationContextRunner().withConfiguration(REALTIME)
			.run((context) -> assertThat(context).hasSingleBean(RealtimeLogoutHandler.class)
				.doesNotHaveBean(RealtimeServerLogoutHandler.class));
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RealtimeLogoutHandler.class)
			.doesNotHaveBean(RealtimeServerLogoutHandler.class));
	}

	@Test
	void whenRightsAreToBeCheckedAgainThenSomethingDoesSo() {
		new ReactiveWebApplicationContextRunner().withConfiguration(REALTIME)
			.run((context) -> assertThat(context).getBean(RecheckLifecycle.class).matches(RecheckLifecycle::isRunning));
		new ReactiveWebApplicationContextRunner().withConfiguration(REALTIME)
			.withPropertyValues("realtime.security.recheck-interval=0")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static RealtimeUser user(ApplicationContext context, String... scopes) {
		Map<String, List<String>> headers = Map.of("Authorization",
				List.of("Bearer " + TestTokens.token("alice", TestTokens.later(), scopes)));
		RealtimeUser[] found = new RealtimeUser[1];
		StepVerifier
			.create(context.getBean(RealtimeAuthenticator.class)
				.authenticate(new Handshake(Transport.SSE, headers, Map.of(), null, null)))
			.consumeNextWith((user) -> found[0] = user)
			.verifyComplete();
		return found[0];
	}

	private static AbstractAuthenticationToken authentication(Jwt jwt, Class<?> source) {
		return new JwtAuthenticationToken(jwt, AuthorityUtils.createAuthorityList("from " + source.getSimpleName()));
	}

	@Configuration(proxyBeanMethods = false)
	static class Reactive {

		@Bean
		ReactiveJwtDecoder reactiveDecoder() {
			return TestTokens.decoder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Blocking {

		@Bean
		JwtDecoder blockingDecoder() {
			return TestTokens.blockingDecoder();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Broken {

		@Bean
		JwtDecoder brokenDecoder() {
			return (token) -> {
				throw new AssertionError("asked");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ConverterBean {

		@Bean
		JwtAuthenticationConverter converter() {
			JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
			converter.setJwtGrantedAuthoritiesConverter(
					(jwt) -> Set.copyOf(authentication(jwt, ConverterBean.class).getAuthorities()));
			return converter;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LambdaConverter {

		@Bean
		Converter<Jwt, AbstractAuthenticationToken> lambda() {
			return (jwt) -> authentication(jwt, LambdaConverter.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveConverter {

		@Bean
		Converter<Jwt, Mono<AbstractAuthenticationToken>> reactive() {
			return (jwt) -> Mono.just(authentication(jwt, ReactiveConverter.class));
		}

	}

}
