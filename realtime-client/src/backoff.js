const FIRST = 500;
const MAX = 20_000;

/** Exponential with full jitter, so that those who were cut together do not come back together. */
export function createBackoff(env) {
  let attempts = 0;
  return {
    next: () => env.Math.random() * Math.min(MAX, FIRST * 2 ** attempts++),
    reset() {
      attempts = 0;
    },
  };
}
