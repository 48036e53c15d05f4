package dev.realtime.autoconfigure;

import dev.realtime.RealtimePublisher;
import dev.realtime.TopicAuthorizer;
import dev.realtime.hub.Tracing;
import dev.realtime.message.HandlerMethodDispatcher;
import dev.realtime.message.MessageDispatcher;
import dev.realtime.security.FailSafeTopicAuthorizer;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.validation.Validator;

/**
 * Where Spring's messaging is, {@code @RealtimeController} beans handle messages.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = { "org.springframework.messaging.handler.annotation.MessageMapping",
		"org.springframework.http.codec.json.JacksonJsonDecoder" })
final class MessageDispatchConfiguration {

	private static final String SCHEDULER = "realtimeMessageScheduler";

	private static final int THREADS = Math.max(32, 8 * Runtime.getRuntime().availableProcessors());

	private static final int VIRTUAL_THREADS = 10_000;

	/** A connection has one message handled at a time, so this is a number of clients. */
	private static final int QUEUE = 10_000;

	private static final String THREAD_NAME = "realtime-message";

	@Bean
	@ConditionalOnMissingBean
	MessageDispatcher realtimeMessageDispatcher(ApplicationContext context, ObjectProvider<JsonMapper> mappers,
			ObjectProvider<Validator> validators, RealtimePublisher publisher, TopicAuthorizer authorizer,
			@Qualifier(SCHEDULER) Scheduler scheduler, ObjectProvider<Tracing> tracing) {
		return new HandlerMethodDispatcher(context, mappers.getIfUnique(() -> JsonMapper.builder().build()),
				validators.getIfUnique(), publisher, new FailSafeTopicAuthorizer(authorizer), scheduler,
				tracing.getIfAvailable(() -> Tracing.NONE));
	}

	@Bean(name = SCHEDULER, destroyMethod = "dispose", defaultCandidate = false)
	@ConditionalOnMissingBean(name = SCHEDULER)
	@ConditionalOnThreading(Threading.PLATFORM)
	Scheduler realtimeMessageScheduler() {
		return Schedulers.newBoundedElastic(THREADS, QUEUE, THREAD_NAME);
	}

	@Bean(name = SCHEDULER, destroyMethod = "dispose", defaultCandidate = false)
	@ConditionalOnMissingBean(name = SCHEDULER)
	@ConditionalOnThreading(Threading.VIRTUAL)
	Scheduler realtimeMessageVirtualScheduler() {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(THREAD_NAME + '-');
		executor.setVirtualThreads(true);
		executor.setConcurrencyLimit(VIRTUAL_THREADS);
		executor.setRejectTasksWhenLimitReached(true);
		return Schedulers.fromExecutor(executor);
	}

}
