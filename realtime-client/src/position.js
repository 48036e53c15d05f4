/*
 * Positions are `epoch.offset`. Those of two epochs cannot be compared, and neither can what is no position.
 */

/** Negative, zero or positive as the one is before, at or after the other; NaN if nobody can tell. */
export function compare(one, other) {
  const [, epoch, offset] = split(one);
  const [, otherEpoch, otherOffset] = split(other);
  if (!epoch || epoch !== otherEpoch) {
    return NaN;
  }
  // Digits, without leading zeros, and maybe more of them than a number holds.
  return offset.length - otherOffset.length || (offset > otherOffset) - (offset < otherOffset);
}

/** The later of two positions of one stream; of two that cannot be compared, the one that came last. */
export function later(one, next) {
  return !next || compare(next, one) <= 0 ? one : next;
}

function split(text) {
  return /^([a-z0-9]+)\.(\d+)$/.exec(text) ?? [];
}
