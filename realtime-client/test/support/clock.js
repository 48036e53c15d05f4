/** Time that passes when a test says so. */
export class Clock {
  #now = 1_700_000_000_000;
  #timers = new Map();
  #ids = 0;

  get now() {
    return this.#now;
  }

  get pending() {
    return this.#timers.size;
  }

  set(task, delay = 0) {
    this.#timers.set(++this.#ids, { task, at: this.#now + Math.max(0, Number(delay) || 0) });
    return this.#ids;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  /** Lets time pass, and everything happen that is due. */
  async advance(ms = 0) {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const due = [...this.#timers].reduce((first, each) => each[1].at <= end && (!first || each[1].at < first[1].at) ? each : first, undefined);
      if (!due) {
        break;
      }
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].task();
      await settled();
    }
    this.#now = end;
  }

  /** The machine sleeps: time passes, and nothing happens. */
  sleep(ms) {
    this.#now += ms;
  }

  /** Lets time pass until something is so. */
  async until(condition, within = 120_000) {
    const end = this.#now + within;
    await settled();
    while (!condition()) {
      if (this.#now > end) {
        throw new Error(`did not happen within ${within} ms: ${condition}`);
      }
      await this.advance(50);
    }
  }
}

/** All promises that can be settled are. */
function settled() {
  return new Promise(setImmediate);
}
