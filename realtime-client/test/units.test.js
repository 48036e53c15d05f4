import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createBackoff } from '../src/backoff.js';
import { createCascade } from '../src/cascade.js';
import { compare, later } from '../src/position.js';
import { createSseParser } from '../src/sse-parser.js';

test('positions of one epoch are compared by offset, however long it is', () => {
  assert.ok(compare('k3x9qa.9', 'k3x9qa.10') < 0);
  assert.ok(compare('k3x9qa.10', 'k3x9qa.9') > 0);
  assert.equal(compare('k3x9qa.9', 'k3x9qa.9'), 0);
  assert.ok(compare('k3x9qa.900719925474099267', 'k3x9qa.900719925474099268') < 0);
});

test('what is of two epochs, or no position, cannot be compared', () => {
  for (const other of ['k3x9qb.9', 'k3x9qa', '', undefined, 'k3x9qa.9~1', 'k3x9qa.-1']) {
    assert.ok(Number.isNaN(compare('k3x9qa.9', other)), other);
    assert.ok(Number.isNaN(compare(other, 'k3x9qa.9')), other);
  }
});

test('the later position wins, and that of another epoch if it came last', () => {
  assert.equal(later('epoch1.9', 'epoch1.8'), 'epoch1.9');
  assert.equal(later('epoch1.9', 'epoch1.10'), 'epoch1.10');
  assert.equal(later('epoch1.9', 'epoch2.1'), 'epoch2.1');
  assert.equal(later('epoch1.9', undefined), 'epoch1.9');
  assert.equal(later(undefined, 'epoch1.9'), 'epoch1.9');
});

test('the backoff grows from half a second to twenty, with full jitter, and begins again', () => {
  let part = 1;
  const backoff = createBackoff({ Math: { random: () => part } });
  assert.deepEqual(Array.from({ length: 8 }, backoff.next), [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
  backoff.reset();
  part = 0.5;
  assert.equal(backoff.next(), 250);
});

function cascade({ now = () => 0, storage = new Map() } = {}) {
  const env = { Date: { now }, localStorage: { getItem: (key) => storage.get(key), setItem: (key, value) => storage.set(key, value) } };
  return createCascade(['websocket', 'sse', 'poll'], 'key', env);
}

test('the next transport follows two failures, and the first after the last', () => {
  const way = cascade();
  const tried = Array.from({ length: 7 }, () => {
    const name = way.current;
    way.failed();
    return name;
  });
  assert.deepEqual(tried, ['websocket', 'websocket', 'sse', 'sse', 'poll', 'poll', 'websocket']);
});

test('a transport that is not offered is not tried again', () => {
  const way = cascade();
  assert.equal(way.absent(), true);
  assert.equal(way.current, 'sse');
  way.advance();
  assert.equal(way.advance(), true, 'this one is the first of its round');
  assert.equal(way.current, 'sse');
  way.absent();
  assert.equal(way.exhausted, false);
  way.absent();
  assert.equal(way.exhausted, true);
});

test('what worked is remembered for an hour', () => {
  const storage = new Map();
  let time = 0;
  const way = cascade({ storage, now: () => time });
  way.advance();
  way.ready();
  assert.equal(cascade({ storage, now: () => time }).current, 'sse');
  time = 3_600_001;
  assert.equal(cascade({ storage, now: () => time }).current, 'websocket');
  way.lost();
  assert.equal(way.current, 'websocket');
});

test('a transport that worked once is tried once more, when the lesser one has proven stable', () => {
  const way = cascade();
  way.ready();
  way.advance();
  way.ready();
  assert.equal(way.stable(), true);
  assert.equal(way.current, 'websocket');
  way.advance();
  way.ready();
  assert.equal(way.stable(), false, 'it does not work any more');
});

function blocks(pieces) {
  const all = [];
  const parse = createSseParser((block) => all.push(block));
  pieces.forEach(parse);
  return all;
}

test('an event stream is read as the standard has it', () => {
  const text = 'retry: 3000\nevent: rt.ready\nid: a.1\ndata: {"a":\r\ndata:  1}\r\r: comment\nid:2\n\ndata\n\n';
  assert.deepEqual(blocks([text]), [
    { retry: 3000, event: 'rt.ready', id: 'a.1', data: '{"a":\n 1}' }, { id: '2' }, { data: '' },
  ]);
});

test('it does not matter where the pieces of an event stream end', () => {
  const line = fc.constantFrom('data: x', 'data:y: z', 'id: 7', 'event: e', ': hb', '', '');
  const end = fc.constantFrom('\n', '\r\n', '\r');
  const stream = fc.array(fc.tuple(line, end)).map((lines) => `${lines.flat().join('')}\n`);
  fc.assert(fc.property(stream, fc.array(fc.nat(200)), (text, cuts) => {
    const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
    assert.deepEqual(blocks(at.slice(1).map((stop, index) => text.slice(at[index], stop))), blocks([text]));
  }), { seed: 7, numRuns: 300 });
});
