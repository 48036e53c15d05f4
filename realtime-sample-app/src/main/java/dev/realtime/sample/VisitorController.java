package dev.realtime.sample;

import java.security.Principal;
import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/**
 * Says who the visitor is, and what the page needs to know before anything else.
 */
@RestController
class VisitorController {

	private final SampleProperties properties;

	VisitorController(SampleProperties properties) {
		this.properties = properties;
	}

	@GetMapping("/api/me")
	Mono<Visitor> me(ServerWebExchange exchange) {
		Mono<CsrfToken> token = exchange.getRequiredAttribute(CsrfToken.class.getName());
		Mono<String> name = exchange.getPrincipal().map(Principal::getName).defaultIfEmpty("");
		return Mono.zip(name, token,
				(user, csrf) -> new Visitor(user.isEmpty() ? null : user, SecurityConfiguration.USERS,
						this.properties.node(),
						new Csrf(csrf.getHeaderName(), csrf.getParameterName(), csrf.getToken())));
	}

	/**
	 * The visitor.
	 *
	 * @param user the name, or {@code null} for nobody in particular
	 * @param users who may log in
	 * @param node which node answered
	 * @param csrf what shows that a request is the page's own
	 */
	record Visitor(@Nullable String user, List<String> users, String node, Csrf csrf) {

	}

	/**
	 * A token against forged requests.
	 *
	 * @param header the header of a script
	 * @param parameter the parameter of a form
	 * @param token the token
	 */
	record Csrf(String header, String parameter, String token) {

	}

}
