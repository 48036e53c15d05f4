/* Bundles src into the one file that is committed and served. */
import { readFile, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const folder = new URL('.', import.meta.url);

/** Properties that nobody outside of this file sees: they are shortened. */
const OURS = [
  'absent', 'advance', 'again', 'answer', 'asked', 'asks', 'base', 'begun', 'call', 'cascade', 'channel',
  'checkpoint', 'current', 'differs', 'direct', 'emit', 'end', 'env', 'exhausted', 'failed', 'followed', 'frame',
  'gone', 'grant', 'group', 'handed', 'handlers', 'heard', 'here', 'keepAlive', 'late', 'ledger', 'listener', 'lost',
  'offline', 'online', 'options', 'own', 'phase', 'plan', 'post', 'ready', 'refresh', 'refuse', 'reject', 'relocate',
  'renew', 'report', 'resolve', 'sent', 'skip', 'stable', 'subject', 'subs', 'sure', 'syncSoon', 'tabs', 'text',
  'tick', 'timer', 'watch',
];

export async function bundle() {
  const { version } = JSON.parse(await readFile(new URL('package.json', folder), 'utf8'));
  const { outputFiles: [file] } = await build({
    absWorkingDir: folder.pathname,
    entryPoints: ['src/realtime.js'],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    mangleProps: new RegExp(`^(${OURS.join('|')})$`),
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: `/*! realtime-client ${version} Apache-2.0 */` },
    write: false,
  });
  return file.text;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await writeFile(new URL('dist/realtime.js', folder), await bundle());
}
