package dev.realtime.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

import dev.realtime.CloseReason;
import dev.realtime.RealtimeUser;
import dev.realtime.TopicAction;
import dev.realtime.TopicAuthorizer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Asks again, from time to time, whether streams may have what they were given. A stream
 * that may no longer have one of its topics is closed with {@link CloseReason#ROTATED}:
 * its client comes back, and everything is decided anew.
 * <p>
 * An error of the authorizer, or no answer within two seconds, is no verdict on anyone. A
 * right that cannot be confirmed is lost when it could not be the time before either, so
 * that a short outage of what the authorizer asks closes nothing.
 * <p>
 * Each interval has sixty moments, and each user one of them, with all streams of theirs;
 * anonymous streams are spread. What is due at one moment is asked with bounded
 * concurrency, once per user and topic, and the next moment waits for the answers.
 * Waiting long polls are left out: they end within a minute, and ask by themselves.
 */
public final class Recheck implements AutoCloseable {

	static final int MOMENTS = 60;

	private static final int CONCURRENCY = 32;

	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private static final int RETRY_MILLIS = 3000;

	private static final Log logger = LogFactory.getLog(Recheck.class);

	private final ConnectionRegistry registry;

	private final TopicAuthorizer authorizer;

	private final Duration pause;

	private final Scheduler scheduler;

	private final RandomGenerator random;

	private final Disposable.Swap running = Disposables.swap();

	private int moment;

	private volatile boolean failing;

	/**
	 * Create it.
	 * @param registry whose streams are looked after
	 * @param authorizer decides
	 * @param interval how often each is looked after, positive
	 * @param scheduler what the moments are timed by
	 * @param random when those that are closed may come back
	 */
	public Recheck(ConnectionRegistry registry, TopicAuthorizer authorizer, Duration interval, Scheduler scheduler,
			RandomGenerator random) {
		this.registry = registry;
		this.authorizer = authorizer;
		this.pause = interval.dividedBy(MOMENTS);
		this.scheduler = scheduler;
		this.random = random;
	}

	/**
	 * Begin. The first streams are asked about after a sixtieth of the interval.
	 */
	public void start() {
		this.running
			.update(Mono.delay(this.pause, this.scheduler).then(Mono.defer(this::check)).onErrorResume((error) -> {
				logger.error("Rights could not be checked; the next moment tries again", error);
				return Mono.empty();
			}).repeat().subscribe(null, (error) -> logger.error("Rights are checked no more", error)));
	}

	/**
	 * End. May be started again.
	 */
	@Override
	public void close() {
		this.running.update(Disposables.disposed());
	}

	private Mono<Void> check() {
		this.moment = (this.moment + 1) % MOMENTS;
		List<Lease> due = this.registry.streams().stream().filter((lease) -> momentOf(lease) == this.moment).toList();
		Map<Question, List<Lease>> questions = questions(due);
		Set<Lease> unconfirmed = new HashSet<>();
		return Flux.fromIterable(questions.entrySet())
			.flatMap((entry) -> ask(entry.getKey()).map((answer) -> new Answered(entry.getKey(), answer)), CONCURRENCY)
			.doOnNext((answered) -> {
				Question question = answered.question();
				List<Lease> concerned = questions.getOrDefault(question, List.of())
					.stream()
					.filter(question::stillConcerns)
					.toList();
				if (answered.answer() == Answer.NO) {
					concerned.forEach((lease) -> close(lease, question.topic() + " is no longer allowed"));
				}
				else if (answered.answer() == Answer.NONE) {
					unconfirmed.addAll(concerned);
				}
			})
			.then(Mono.fromRunnable(() -> settle(due, unconfirmed)));
	}

	private static Map<Question, List<Lease>> questions(List<Lease> leases) {
		Map<Question, List<Lease>> questions = new LinkedHashMap<>();
		for (Lease lease : leases) {
			RealtimeUser user = lease.info().user();
			for (String topic : lease.connection().topics()) {
				questions.computeIfAbsent(new Question(user, topic), (question) -> new ArrayList<>()).add(lease);
			}
		}
		return questions;
	}

	private static int momentOf(Lease lease) {
		ConnectionInfo info = lease.info();
		String key = info.user().isAnonymous() ? info.id() : info.user().name();
		return Math.floorMod(key.hashCode(), MOMENTS);
	}

	private Mono<Answer> ask(Question question) {
		return Mono.defer(() -> this.authorizer.authorize(question.user(), TopicAction.SUBSCRIBE, question.topic()))
			.map((allowed) -> allowed ? Answer.YES : Answer.NO)
			.defaultIfEmpty(Answer.NO)
			.timeout(TIMEOUT, this.scheduler)
			.onErrorResume((error) -> {
				report(error);
				return Mono.just(Answer.NONE);
			});
	}

	private void settle(List<Lease> due, Set<Lease> unconfirmed) {
		for (Lease lease : due) {
			if (lease.unconfirmed(unconfirmed.contains(lease))) {
				close(lease, "a topic could not be confirmed twice in a row");
			}
		}
		if (!due.isEmpty() && unconfirmed.isEmpty()) {
			this.failing = false;
		}
	}

	private void close(Lease lease, String why) {
		logger.debug(lease.info().id() + ": closed, " + why);
		lease.connection().close(CloseReason.ROTATED, this.random.nextInt(RETRY_MILLIS));
	}

	private void report(Throwable error) {
		if (this.failing) {
			logger.debug("The TopicAuthorizer failed at a recheck", error);
			return;
		}
		this.failing = true;
		logger.warn("The TopicAuthorizer failed at a recheck; streams whose rights cannot be confirmed the next time"
				+ " either are closed", error);
	}

	private enum Answer {

		YES, NO, NONE

	}

	private record Answered(Question question, Answer answer) {

	}

	/**
	 * May this user still have this topic?
	 *
	 * @param user who, with the rights of now
	 * @param topic which topic
	 */
	private record Question(RealtimeUser user, String topic) {

		/**
		 * Whether the answer says something of a stream.
		 * @param lease the stream
		 * @return {@code false} if its user has logged in again, or it has left the topic
		 */
		boolean stillConcerns(Lease lease) {
			return this.user.equals(lease.info().user()) && lease.connection().topics().contains(this.topic);
		}

	}

}
