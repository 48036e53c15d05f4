package dev.realtime.bus;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.scheduler.Schedulers;

/**
 * Runs tasks one at a time, in the order they came, on the thread of whoever finds it
 * idle. Nobody ever waits: a task given by a running task, or while another thread runs
 * one, is left to that thread. Nor does anyone run the tasks of others for ever: after a
 * turn the rest is left to whoever comes next, or to another thread if nobody does.
 */
public final class Serial implements Executor {

	private static final Log logger = LogFactory.getLog(Serial.class);

	/** How many tasks one thread runs: an event loop has others that wait for it. */
	private static final int TURN = 256;

	/**
	 * A moment in which whoever brings more than can be done comes first, and does it.
	 */
	private static final long PAUSE_MILLIS = 1;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	/** Whether somebody's turn is over, and the rest is there for whoever comes next. */
	private final AtomicBoolean left = new AtomicBoolean();

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0 || takeLeft()) {
			runTurn();
		}
	}

	private boolean takeLeft() {
		return this.left.get() && this.left.compareAndSet(true, false);
	}

	private void runTurn() {
		for (int i = 0; i < TURN; i++) {
			run(this.tasks.poll());
			if (this.pending.decrementAndGet() == 0) {
				return;
			}
		}
		this.left.set(true);
		// Where nobody may block: who does would keep all of this waiting.
		Schedulers.parallel().schedule(() -> {
			if (takeLeft()) {
				runTurn();
			}
		}, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
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
