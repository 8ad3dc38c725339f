import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { describeFamily } from '../test/family-contract.js';
import type { Script } from '../test/scripted-link.js';
import type { Family } from './wearable-port.js';

/* The family of docs/adding-a-wearable.md is compiled as it stands on the page, and held to the contract of every family. */

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/adding-a-wearable.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'fit4work-ring-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a block of the page where its imports, which are relative to `home`, are found. */
function write(block: string, home: string): string {
  const text = new RegExp(`^\`\`\`ts ${block}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1] ?? '';
  const file = join(folder, `${block}.ts`);
  writeFileSync(file, text.replaceAll("from '../", `from '${join(root, 'edge-agent', home)}/`));
  return file;
}

const files = { driver: write('driver', 'src'), wearable: write('wearable', 'test') };
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
const { family } = (await import(files.driver)) as { readonly family: Family };
const { script } = (await import(files.wearable)) as { readonly script: () => Script };

it('the page says how a family is added, and its example compiles', async () => {
  const compilerOptions = { composite: false, noEmit: true, typeRoots: [join(root, 'node_modules/@types')] };
  const config = join(folder, 'tsconfig.json');
  const project = { extends: join(root, 'tsconfig.base.json'), compilerOptions, files: Object.values(files) };
  writeFileSync(config, JSON.stringify(project));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', config]).catch((error) => error);
  expect(stdout).toBe('');
  expect(family.name).toBe('ring');
});

describeFamily(family, script);
