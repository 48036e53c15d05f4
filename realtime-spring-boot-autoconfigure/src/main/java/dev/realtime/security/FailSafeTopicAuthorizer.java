package dev.realtime.security;

import java.time.Duration;
import java.util.Objects;

import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

/**
 * Always answers, within two seconds: an error, nothing at all or a late answer of the
 * authorizer behind it is a refusal. Errors and late answers are warned of, at most once
 * a minute.
 */
public final class FailSafeTopicAuthorizer implements TopicAuthorizer {

	static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final TopicAuthorizer delegate;

	private final QuietLog log = new QuietLog(LogFactory.getLog(FailSafeTopicAuthorizer.class), System::nanoTime);

	public FailSafeTopicAuthorizer(TopicAuthorizer delegate) {
		this.delegate = delegate;
	}

	@Override
	public Mono<Boolean> authorize(RealtimeUser user, TopicAction action, String topic) {
		return Mono
			.defer(() -> Objects.requireNonNull(this.delegate.authorize(user, action, topic), "No Mono was returned"))
			.timeout(TIMEOUT)
			.onErrorResume((error) -> {
				this.log.warn("The TopicAuthorizer failed, which refuses the topic", error);
				return Mono.empty();
			})
			.defaultIfEmpty(false);
	}

}
