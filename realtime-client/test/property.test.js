/*
 * Whatever happens to the network, the server and the tabs: every subscription is given each event once and in order,
 * or is told of a gap. More runs: RUNS=5000 SEED=1 node --test test/property.test.js
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Model, does } from './support/model.js';

const TOPICS = ['a', 'b', 'c'];
const RUNS = Number(process.env.RUNS ?? 100);
const SEED = Number(process.env.SEED ?? 20_260_101);

const page = fc.nat(5);
const topic = fc.constantFrom(...TOPICS);
const transport = fc.constantFrom('websocket', 'sse', 'poll');
const way = fc.constantFrom('refused', 'silent', 'ok', 'ok');
const refusal = fc.constantFrom(
  { reason: 'unavailable', status: 503, retryAfterMs: 2000 }, { reason: 'draining', status: 503 }, { network: true },
);

const action = (name, ...parameters) => fc.tuple(fc.constant(name), ...parameters);
const actions = fc.array(fc.oneof(
  { weight: 8, arbitrary: action('publish', fc.oneof(topic, topic, fc.constant('user.me')), fc.integer({ min: 1, max: 4 })) },
  { weight: 8, arbitrary: action('pass', fc.oneof(fc.nat(40), fc.nat(3000), fc.nat(40_000))) },
  { weight: 4, arbitrary: action('cut') },
  { weight: 2, arbitrary: action('beat') },
  { weight: 1, arbitrary: action('pace', fc.nat(60)) },
  { weight: 4, arbitrary: action('follow', page, topic) },
  { weight: 3, arbitrary: action('followSince', page, topic, fc.nat()) },
  { weight: 2, arbitrary: action('unfollow', fc.nat()) },
  { weight: 3, arbitrary: action('open') },
  { weight: 2, arbitrary: action('bounce', page) },
  { weight: 2, arbitrary: action('lag', page, fc.integer({ min: 1, max: 150 })) },
  { weight: 2, arbitrary: action('kill', page) },
  { weight: 1, arbitrary: action('close', page) },
  { weight: 2, arbitrary: action('freeze', page) },
  { weight: 2, arbitrary: action('thaw', page) },
  { weight: 2, arbitrary: action('way', transport, way) },
  { weight: 2, arbitrary: action('refuse', refusal) },
  { weight: 2, arbitrary: action('latency', fc.nat(400)) },
  { weight: 1, arbitrary: action('network', page, fc.boolean()) },
  { weight: 1, arbitrary: action('rollBack', fc.nat(4)) },
  { weight: 1, arbitrary: action('trim', topic, fc.nat(3)) },
), { minLength: 10, maxLength: 60 });

const setUps = {
  'over all transports, tabs share': [['websocket', 'sse', 'poll'], true],
  'over a WebSocket alone': [['websocket'], true],
  'over server-sent events and polls': [['sse', 'poll'], true],
  'when tabs do not share': [['websocket', 'sse', 'poll'], false],
};

for (const [name, [transports, shared]] of Object.entries(setUps)) {
  test(`every subscription is given each event once and in order, or a gap: ${name}`, async () => {
    await fc.assert(fc.asyncProperty(fc.nat(), actions, async (seed, todo) => {
      const model = new Model(seed, transports, shared);
      model.open();
      model.follow(model.page(0), 'a');
      for (const [what, ...parameters] of todo) {
        await does[what](model, ...parameters);
      }
      await model.heal();
      try {
        model.check();
      } finally {
        model.pages.forEach(({ rt }) => rt.close());
      }
      await model.clock.advance(1000);
      for (const tab of model.browser.tabs) {
        assert.deepEqual(tab.errors, [], 'nothing is thrown');
        assert.equal(tab.timers.size, 0, 'no timer is left');
      }
    }), { numRuns: RUNS, seed: SEED, includeErrorInReport: true });
  });
}
