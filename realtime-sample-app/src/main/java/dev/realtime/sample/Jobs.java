package dev.realtime.sample;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.realtime.RealtimeEvent;
import dev.realtime.RealtimePublisher;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Runs jobs that do nothing but take their time, and publishes each percent to the user
 * who started them. A job belongs to the node it runs on, and dies with it.
 */
@Component
class Jobs implements DisposableBean {

	/** How many jobs of a user are remembered, running ones included. */
	static final int KEPT = 6;

	private static final Log logger = LogFactory.getLog(Jobs.class);

	private final ConcurrentHashMap<String, CopyOnWriteArrayList<Task>> tasks = new ConcurrentHashMap<>();

	private final Disposable.Composite running = Disposables.composite();

	private final RealtimePublisher publisher;

	private final String node;

	Jobs(RealtimePublisher publisher, SampleProperties properties) {
		this.publisher = publisher;
		this.node = properties.node();
	}

	/**
	 * Start a job.
	 * @param user who is told of its progress
	 * @param title what it pretends to do
	 * @param time how long it takes
	 * @return the job, or nothing if the user has too many that are still running
	 */
	Optional<Job> start(String user, String title, Duration time) {
		CopyOnWriteArrayList<Task> known = this.tasks.computeIfAbsent(user, (key) -> new CopyOnWriteArrayList<>());
		if (known.size() >= KEPT && !known.removeIf((task) -> task.job.state() != Job.State.RUNNING)) {
			return Optional.empty();
		}
		Task task = new Task(new Job(UUID.randomUUID().toString(), title, 0, Job.State.RUNNING, this.node));
		known.add(task);
		this.running.add(run(user, task, time).subscribe(null,
				(ex) -> logger.warn("The job " + task.job.id() + " broke: " + ex)));
		return Optional.of(task.job);
	}

	/**
	 * Cancel a job; one that has ended stays as it is.
	 * @param user whose job it is
	 * @param id which job
	 * @return whether the user has such a job here
	 */
	boolean cancel(String user, String id) {
		List<Task> found = tasks(user).stream().filter((task) -> task.job.id().equals(id)).toList();
		found.forEach((task) -> task.cancel.tryEmitEmpty());
		return !found.isEmpty();
	}

	List<Job> list(String user) {
		return tasks(user).stream().map((task) -> task.job).toList();
	}

	private List<Task> tasks(String user) {
		return this.tasks.getOrDefault(user, new CopyOnWriteArrayList<>());
	}

	private Flux<Void> run(String user, Task task, Duration time) {
		Flux<Job> progress = Flux.range(1, 100)
			.delayElements(time.dividedBy(100))
			.takeUntilOther(task.cancel.asMono())
			.map((percent) -> task.job.at(percent));
		Mono<Job> end = Mono.fromSupplier(() -> task.job)
			.filter((job) -> job.state() == Job.State.RUNNING)
			.map(Job::cancelled);
		return Flux.concat(progress, end).concatMap((job) -> {
			task.job = job;
			return tell(user, job);
		}, 1);
	}

	/**
	 * A progress that could not be published is tried again; with its key it is still
	 * published once.
	 */
	private Publisher<Void> tell(String user, Job job) {
		RealtimeEvent event = RealtimeEvent.builder()
			.user(user)
			.type("job")
			.data(job)
			.idempotencyKey("job-" + job.id() + '-' + job.percent() + '-' + job.state())
			.build();
		return this.publisher.publish(event)
			.retryWhen(Retry.backoff(8, Duration.ofMillis(100)))
			.doOnError((ex) -> logger.warn("A progress was not published: " + ex))
			.onErrorComplete()
			.then();
	}

	@Override
	public void destroy() {
		this.running.dispose();
	}

	private static final class Task {

		private final Sinks.Empty<Void> cancel = Sinks.empty();

		private volatile Job job;

		private Task(Job job) {
			this.job = job;
		}

	}

}
