import assert from 'node:assert/strict';
import { test } from 'node:test';
import { world } from './support/page.js';

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`${transport}: events come, also those that were missed`, async () => {
    const { server, clock, open } = world();
    const page = open({ transports: [transport], shared: false });
    const seen = page.follow('a');
    await clock.until(() => page.isOpen);
    assert.deepEqual(seen.ready, [false]);
    server.publish('a', 1);
    await clock.until(() => seen.events.length === 1);
    server.cut();
    server.publish('a', 2);
    await clock.until(() => seen.events.length === 2);
    assert.deepEqual(seen.payloads, [1, 2]);
    const late = page.follow('b');
    await clock.until(() => late.ready.length === 1);
    server.publish('b', 3);
    server.publish('a', 4);
    await clock.until(() => seen.events.length === 3 && late.events.length === 1);
    assert.deepEqual(await Promise.race([page.rt.send('x', { y: 1 }), clock.advance(1000).then(() => clock.advance(1000))]), { y: 1 });
    page.rt.close();
    await clock.advance(100);
    assert.equal(page.tab.timers.size, 0);
  });
}

test('tabs share one connection, and another takes over', async () => {
  const { server, browser, clock, open } = world();
  const one = open({});
  const a = one.follow('a');
  await clock.until(() => one.isOpen);
  const two = open({});
  const b = two.follow('a');
  await clock.until(() => b.ready.length === 1);
  assert.equal(server.streams.size, 1);
  server.publish('a', 1);
  await clock.until(() => b.events.length === 1 && a.events.length === 1);
  one.tab.kill();
  server.publish('a', 2);
  await clock.until(() => b.events.length === 2);
  assert.equal(two.rt.status.leader, true);
  assert.deepEqual(b.payloads, [1, 2]);
});
