import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { bundle } from '../build.js';
import { Page } from './support/page.js';
import { Browser } from './support/browser.js';
import { Server } from './support/server.js';

const folder = new URL('..', import.meta.url);
const served = await readFile(new URL('dist/realtime.js', folder), 'utf8');
const LIMIT = 8192;

test('what is served is what the sources make: npm run build', async () => {
  assert.equal(served, await bundle());
});

test('what is served is small', () => {
  const size = gzipSync(served, { level: 9 }).length;
  assert.ok(size < LIMIT, `${size} bytes`);
});

for (const transport of ['websocket', 'sse', 'poll']) {
  test(`what is served works: ${transport}`, async () => {
    const { connect } = await import('../dist/realtime.js');
    const server = new Server();
    const browser = new Browser(server);
    const pages = [1, 2].map(() => new Page(browser.open(), { transports: [transport] }, connect));
    const seen = pages.map((page) => page.follow('a'));
    await browser.clock.until(() => seen.every(({ ready }) => ready.length === 1));
    server.publish('a', 1);
    await browser.clock.until(() => seen.every(({ events }) => events.length === 1));
    const answered = pages[1].rt.send('x', 2).catch(({ code }) => assert.equal(code, 'lost'));
    pages[0].tab.kill();
    server.publish('a', 3);
    await browser.clock.until(() => seen[1].events.length === 2);
    await answered;
  });
}

test('the types are those of the client', () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'test/types'], { cwd: folder, stdio: 'pipe' });
});

test('the package has what it needs, and names no other place', async () => {
  const { files, exports, version } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
  assert.deepEqual(files, ['dist/realtime.js', 'realtime.d.ts']);
  assert.deepEqual(Object.values(exports['.']), ['./realtime.d.ts', './dist/realtime.js']);
  assert.ok(served.includes(version));
  assert.doesNotMatch(await readFile(new URL('package-lock.json', folder), 'utf8'), /"resolved"|https?:\/\/[^"]*registry/);
});
