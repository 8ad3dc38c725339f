import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWED, IMPORT_PLANTS, LINT_PLANTS, type Plant, SOURCE_PLANTS } from './import-law.plants.js';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = [
  'protocol',
  'node-hasher',
  'registry',
  'settings',
  'hci-seam',
  'virtual-radio',
  'sqlite-seam',
  'firmware-sim',
  'edge-agent',
  'broker',
  'anchor-service',
  'coach-api',
  'demo',
  'web',
  'load',
  'test',
];
const LAWS = [
  '.dependency-cruiser.cjs',
  'eslint.config.mjs',
  'biome.json',
  '.gitignore',
  'tsconfig.base.json',
  'tsconfig.tests.json',
  'web/tsconfig.pages.json',
];
const DRIVERS: readonly (readonly [room: string, driver: string])[] = [
  ['edge-agent', 'mqtt'],
  ['coach-api', 'fastify'],
  ['firmware-sim', '@abandonware/bleno'],
];

/** What each rule reported: file to rules. */
type Findings = Map<string, Set<string>>;

async function put(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** The rooms with their doors and the real laws, but with sources of our own choice. */
async function buildHouse(plants: readonly Plant[]): Promise<string> {
  const house = await mkdtemp(join(tmpdir(), 'fit4work-law-'));
  for (const law of LAWS) await cp(join(checkout, law), join(house, law));
  await symlink(join(checkout, 'node_modules'), join(house, 'node_modules'));
  await put(join(house, 'package.json'), '{\n  "type": "module"\n}\n');
  for (const room of ROOMS) {
    await cp(join(checkout, room, 'package.json'), join(house, room, 'package.json'));
    await put(join(house, room, 'src', 'index.ts'), 'export {};\n');
    await put(join(house, room, 'dist', 'index.js'), 'export {};\n');
    await put(join(house, room, 'dist', 'index.d.ts'), 'export declare const METRICS: number;\n');
    await mkdir(join(house, room, 'node_modules', '@fit4work'), { recursive: true });
    for (const other of ROOMS) await symlink(join(house, other), join(house, room, 'node_modules', '@fit4work', other));
  }
  for (const [room, driver] of DRIVERS) {
    const link = join(house, room, 'node_modules', driver);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(checkout, room, 'node_modules', driver), link);
  }
  // As pnpm links it: the driver's name, and the seam behind it.
  await symlink(join(house, 'sqlite-seam'), join(house, 'coach-api', 'node_modules', 'better-sqlite3'));
  for (const [file, text] of ALLOWED) await put(join(house, file), text);
  for (const { file, text } of plants) await put(join(house, file), text);
  return house;
}

/** Runs a checker as `npm run check` does and gives what it prints; a finding is no failure of the run. */
function check(house: string, tool: string, args: readonly string[]): Promise<string> {
  const command = [join(checkout, 'node_modules', tool), ...args];
  return new Promise((resolve) => {
    const limits = { cwd: house, maxBuffer: 1 << 26 };
    execFile(process.execPath, command, limits, (_error, stdout, stderr) => resolve(stdout === '' ? stderr : stdout));
  });
}

function note(findings: Findings, file: string, rule: string): void {
  findings.set(file, (findings.get(file) ?? new Set()).add(rule));
}

async function cruise(house: string): Promise<Findings> {
  const rooms = ROOMS.map((room) => `${room}/src`);
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...rooms];
  const report = await check(house, 'dependency-cruiser/bin/dependency-cruise.mjs', args);
  const { summary } = JSON.parse(report) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const findings: Findings = new Map();
  for (const { from, rule } of summary.violations) note(findings, from, rule.name);
  return findings;
}

async function eslint(house: string): Promise<Findings> {
  const report = await check(house, 'eslint/bin/eslint.js', ['--format', 'json', '.']);
  const files = JSON.parse(report) as { filePath: string; messages: { ruleId: string | null; message: string }[] }[];
  const findings: Findings = new Map();
  for (const { filePath, messages } of files) {
    const errors = messages.filter(({ message }) => !message.includes('noInlineConfig'));
    for (const { ruleId, message } of errors) note(findings, relative(house, filePath), ruleId ?? message);
  }
  return findings;
}

async function biome(house: string): Promise<Findings> {
  const report = await check(house, '@biomejs/biome/bin/biome', [
    'ci',
    '--reporter=github',
    '--max-diagnostics=none',
    '.',
  ]);
  const findings: Findings = new Map();
  for (const [, rule = '', file = ''] of report.matchAll(/^::\w+ title=([^,]+),file=([^,]+)/gm))
    note(findings, file.replace(`${house}/`, ''), rule);
  return findings;
}

const expected = (plants: readonly Plant[]) =>
  Object.fromEntries(
    plants.filter(({ rules }) => rules.length > 0).map(({ file, rules }) => [file, [...rules].sort()]),
  );
const found = (findings: Findings) =>
  Object.fromEntries([...findings].map(([file, rules]) => [file, [...rules].sort()]));

describe('the law of the house', () => {
  const plants = [...IMPORT_PLANTS, ...SOURCE_PLANTS, ...LINT_PLANTS];
  let clean = '';
  let broken = '';
  beforeAll(async () => {
    [clean, broken] = await Promise.all([buildHouse([]), buildHouse(plants)]);
  });
  afterAll(() => Promise.all([clean, broken].map((house) => rm(house, { recursive: true, force: true }))));

  it('finds nothing in a tree that keeps it', async () => {
    const findings = await Promise.all([cruise(clean), eslint(clean), biome(clean)]);
    expect(findings.map(found)).toEqual([{}, {}, {}]);
  });

  it('catches an import of each forbidden kind, under its rule, and no other', async () => {
    expect(found(await cruise(broken))).toEqual(expected(IMPORT_PLANTS));
  });

  it('has a planted breach for every import rule', () => {
    const { forbidden } = createRequire(import.meta.url)(join(checkout, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    const planted = new Set(IMPORT_PLANTS.flatMap(({ rules }) => rules));
    expect(forbidden.map(({ name }) => name).sort()).toEqual([...planted].sort());
  });

  it('catches impurity, unattended promises and size, also where a comment asks to look away', async () => {
    expect(found(await eslint(broken))).toEqual(expected(SOURCE_PLANTS));
  });

  it('catches loose types, stray formatting and focused tests', async () => {
    expect(found(await biome(broken))).toEqual(expected(LINT_PLANTS));
  });
});
