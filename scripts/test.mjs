import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closingLine } from './house/closing.mjs';
import { foreground } from './house/stage.mjs';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

/**
 * The last lines of a test run, and its exit code.
 * @param {import('./house/closing.mjs').Outcome | undefined} outcome undefined where vitest ended before its report
 * @param {{ code: number, requireAll: boolean }} run
 */
export function conclude(outcome, { code, requireAll }) {
  if (outcome === undefined) {
    const crashed = { passed: 0, failed: 1, skipped: 0, notes: [] };
    return {
      code: code || 1,
      lines: ['vitest ended before any result; what it said stands above.', closingLine(crashed)],
    };
  }
  const refused = requireAll && outcome.skipped > 0;
  const lines = [...outcome.notes];
  if (refused) lines.push('REQUIRE_ALL=1: the suites named above were skipped, so this run fails.');
  if (outcome.passed + outcome.failed + outcome.skipped === 0) lines.push('No test was found.');
  lines.push(closingLine(outcome));
  return { code: code || (refused ? 1 : 0), lines };
}

/** What is handed on to vitest; for anything else there is vitest itself. */
const OPTIONS = ['--slow', '-t', '--testNamePattern', '-u', '--update', '--bail', '--coverage'];

/** @param {readonly string[]} args */
export function checkOptions(args) {
  const unknown = args.find((arg) => arg.startsWith('-') && !OPTIONS.includes(arg.split('=')[0] ?? arg));
  if (unknown === undefined) return;
  throw new Stop(`test does not know ${unknown}; it takes parts of file names and ${OPTIONS.join(', ')}.`);
}

/** @param {readonly string[]} args `--slow` adds the slow suites; everything else is vitest's */
async function test(args) {
  checkOptions(args);
  await setup();
  const folder = await mkdtemp(join(tmpdir(), 'fit4work-test-'));
  try {
    const file = join(folder, 'outcome.json');
    const slow = args.includes('--slow') ? { SLOW: '1' } : {};
    const env = { ...process.env, ...slow, FIT4WORK_TEST_OUTCOME: file };
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...args.filter((arg) => arg !== '--slow')];
    const code = await foreground(process.execPath, vitest, { cwd: root, env });
    const outcome = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
    const end = conclude(outcome, { code, requireAll: process.env.REQUIRE_ALL === '1' });
    process.stdout.write(`${end.lines.join('\n')}\n`);
    return end.code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(() => test(process.argv.slice(2)));
