package dev.realtime.autoconfigure;

import dev.realtime.RealtimeTokenVerifier;
import dev.realtime.security.JwtRealtimeTokenVerifier;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/**
 * Where Spring Security's resource server is and the application has a decoder of JSON
 * web tokens, bearer tokens are verified with it, and read with the application's
 * converter if there is one.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { "org.springframework.security.oauth2.jwt.JwtDecoder",
		"org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter" })
final class TokenConfiguration {

	@Bean
	@ConditionalOnBean(ReactiveJwtDecoder.class)
	@ConditionalOnMissingBean
	RealtimeTokenVerifier realtimeTokenVerifier(ReactiveJwtDecoder decoder,
			ObjectProvider<Converter<Jwt, ? extends Mono<? extends AbstractAuthenticationToken>>> reactive,
			ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> converters) {
		return new JwtRealtimeTokenVerifier(decoder, converter(reactive, converters));
	}

	@Bean
	@ConditionalOnBean(JwtDecoder.class)
	@ConditionalOnMissingBean({ RealtimeTokenVerifier.class, ReactiveJwtDecoder.class })
	RealtimeTokenVerifier realtimeBlockingTokenVerifier(JwtDecoder decoder,
			ObjectProvider<Converter<Jwt, ? extends Mono<? extends AbstractAuthenticationToken>>> reactive,
			ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> converters) {
		return new JwtRealtimeTokenVerifier(JwtRealtimeTokenVerifier.reactive(decoder),
				converter(reactive, converters));
	}

	/**
	 * Fails where there are several: what a user may do must not depend on a guess.
	 */
	private static Converter<Jwt, ? extends Mono<? extends AbstractAuthenticationToken>> converter(
			ObjectProvider<Converter<Jwt, ? extends Mono<? extends AbstractAuthenticationToken>>> reactive,
			ObjectProvider<Converter<Jwt, ? extends AbstractAuthenticationToken>> converters) {
		return reactive.getIfAvailable(() -> {
			Converter<Jwt, ? extends AbstractAuthenticationToken> converter = converters
				.getIfAvailable(JwtAuthenticationConverter::new);
			return (jwt) -> Mono.justOrEmpty(converter.convert(jwt));
		});
	}

}
