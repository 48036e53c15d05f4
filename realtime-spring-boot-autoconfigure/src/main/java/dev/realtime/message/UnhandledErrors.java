package dev.realtime.message;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.messaging.handler.MessagingAdviceBean;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

/**
 * Lets the errors pass that no handler of the application's takes. Without it each would
 * be logged as an error, with its stack trace, whatever a client sent.
 */
final class UnhandledErrors implements MessagingAdviceBean {

	@Override
	public Class<?> getBeanType() {
		return UnhandledErrors.class;
	}

	@Override
	public Object resolveBean() {
		return this;
	}

	@Override
	public boolean isApplicableToBeanType(Class<?> beanType) {
		return true;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@MessageExceptionHandler
	Mono<Void> pass(Throwable error) {
		return Mono.error(error);
	}

}
