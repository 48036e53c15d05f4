package dev.realtime.bus;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Runs tasks one at a time, in the order they came, on the thread of whoever finds it
 * idle. Nobody ever waits: a task given by a running task, or while another thread runs
 * one, is left to that thread.
 */
public final class Serial implements Executor {

	private static final Log logger = LogFactory.getLog(Serial.class);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			do {
				run(this.tasks.poll());
			}
			while (this.pending.decrementAndGet() != 0);
		}
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			// Whatever it is: thrown on, it would keep all that follow from being run.
			logger.error("A task failed", ex);
		}
	}

}
