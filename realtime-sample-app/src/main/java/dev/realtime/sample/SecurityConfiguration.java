package dev.realtime.sample;

import java.net.URI;
import java.util.List;

import dev.realtime.security.RealtimeServerLogoutHandler;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UserDetailsRepositoryReactiveAuthenticationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authentication.logout.RedirectServerLogoutSuccessHandler;
import org.springframework.security.web.server.csrf.CookieServerCsrfTokenRepository;
import org.springframework.security.web.server.csrf.CsrfWebFilter;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.AndServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;

/**
 * Everybody may look, and whoever logs in as one of the demo users is sent more. Nothing
 * is kept on the server.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	/** Who may log in, all with the same password, which the page shows. */
	static final List<String> USERS = List.of("alice", "bob", "carol");

	private static final String PASSWORD = "demo";

	private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	@Bean
	SecurityWebFilterChain security(ServerHttpSecurity http, ReactiveUserDetailsService users,
			RealtimeServerLogoutHandler realtime, SampleProperties properties) {
		return http
			.authorizeExchange((exchanges) -> exchanges.pathMatchers("/api/jobs/**", "/api/notifications")
				.authenticated()
				.anyExchange()
				.permitAll())
			.securityContextRepository(new LoginCookie(properties.loginKey(), users))
			.requestCache((cache) -> cache.requestCache(NoOpServerRequestCache.getInstance()))
			.formLogin((form) -> form
				.requiresAuthenticationMatcher(ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, "/login"))
				.authenticationEntryPoint(new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED))
				.authenticationFailureHandler(new RedirectServerAuthenticationFailureHandler("/?login=failed")))
			.logout((logout) -> {
				RedirectServerLogoutSuccessHandler home = new RedirectServerLogoutSuccessHandler();
				home.setLogoutSuccessUrl(URI.create("/"));
				logout.logoutHandler((handlers) -> handlers.add(realtime)).logoutSuccessHandler(home);
			})
			.csrf((csrf) -> csrf.csrfTokenRepository(new CookieServerCsrfTokenRepository())
				.requireCsrfProtectionMatcher(csrfProtected()))
			.headers((headers) -> headers
				.contentSecurityPolicy((policy) -> policy.policyDirectives(CONTENT_SECURITY_POLICY)))
			.build();
	}

	/**
	 * Who is connected is for operators, who are no users of the page. They read, and
	 * write nothing: a browser that knows their password would send it with forged
	 * requests too.
	 */
	@Bean
	@Order(0)
	SecurityWebFilterChain operators(ServerHttpSecurity http) {
		UserDetails operator = User.withUsername("operator")
			.password("{noop}" + PASSWORD)
			.authorities("OPERATOR")
			.build();
		return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/actuator/realtime/**"))
			.authenticationManager(
					new UserDetailsRepositoryReactiveAuthenticationManager(new MapReactiveUserDetailsService(operator)))
			.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	/**
	 * Both of the exceptions take only JSON, which a page of another site cannot post
	 * without being asked for permission first; the messages look at the origin as well.
	 */
	private static ServerWebExchangeMatcher csrfProtected() {
		return new AndServerWebExchangeMatcher(CsrfWebFilter.DEFAULT_CSRF_MATCHER, new NegatedServerWebExchangeMatcher(
				ServerWebExchangeMatchers.pathMatchers("/realtime/messages", "/api/events")));
	}

	/**
	 * As a plain lookup: what could also store passwords would be given slow hashes of
	 * those that the page shows anyway.
	 */
	@Bean
	@SuppressWarnings("UnnecessaryMethodReference") // it hides that passwords can be
													// stored
	ReactiveUserDetailsService users() {
		MapReactiveUserDetailsService users = new MapReactiveUserDetailsService(
				USERS.stream().map(SecurityConfiguration::user).toList());
		return users::findByUsername;
	}

	private static UserDetails user(String name) {
		return User.withUsername(name).password("{noop}" + PASSWORD).roles("USER").build();
	}

}
