import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildPages } from './build-pages.js';

const kit = join(import.meta.dirname, '../kit');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fit4work-build-'));
  mkdirSync(join(folder, 'pages/one'), { recursive: true });
  write('index.html', '<!doctype html><title>one</title><script type="module" src="./main.ts"></script>');
  write(
    'messages.ts',
    `import { message } from '${kit}/message.js';\nexport const a = message({ nl: 'a', en: 'a' });\n`,
  );
  write('main.ts', "import * as words from './messages.js';\ndocument.title = words.a.nl;\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, 'pages/one', name), text);
const build = (): Promise<boolean> =>
  buildPages({ pages: join(folder, 'pages'), out: join(folder, 'out'), inputs: [join(folder, 'pages')] });
const built = (): string[] => readdirSync(join(folder, 'out/one')).sort();

it('makes a page once, and again when something of it changed', async () => {
  expect(await build()).toBe(true);
  const [script] = built();
  expect(built()).toEqual([expect.stringMatching(/^index-[\w-]{8}\.js$/), 'index.html']);
  expect(await build()).toBe(false);
  write('main.ts', "import * as words from './messages.js';\ndocument.title = words.a.en + '!';\n");
  expect(await build()).toBe(true);
  expect(built()[0]).not.toBe(script);
});

it('refuses a message that no page says, and leaves the pages of before', async () => {
  await build();
  const before = built();
  write(
    'messages.ts',
    `import { message } from '${kit}/message.js';\nexport const a = message({ nl: 'a', en: 'a' });\nexport const b = message({ nl: 'b', en: 'b' });\n`,
  );
  await expect(build()).rejects.toThrow(/^No page says b \(.*messages\.ts\): take it away, or say it\.$/);
  expect(built()).toEqual(before);
  expect(existsSync(join(folder, `out.${process.pid}`))).toBe(false);
});

it('refuses a page that a slow line would wait for', async () => {
  const noise = Array.from({ length: 40_000 }, (_, i) => Math.imul(i, 2654435761) >>> 0).join();
  write('main.ts', `import * as words from './messages.js';\ndocument.title = words.a.nl + '${noise}';\n`);
  await expect(build()).rejects.toThrow(/^The page one has [0-9.]+ KiB compressed, and 100\.0 KiB is the most/);
  expect(existsSync(join(folder, 'out'))).toBe(false);
});
