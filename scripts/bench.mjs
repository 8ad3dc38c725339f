import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runScript, Stop } from './house/stop.mjs';
import { root, setup } from './setup.mjs';

/** @typedef {import('./bench/paired.mjs').Row} Row */

const folder = join(root, 'bench');

/** @returns {string[]} the names of the benchmarks: bench/NAME.mjs, each exporting rows(): Promise<Row[]> */
export function benchmarks() {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs') && !file.includes('.test.'));
  return files.map((file) => basename(file, '.mjs')).sort();
}

/** @param {readonly string[]} args */
function parseArguments(args) {
  const unknown = args.find((arg) => arg.startsWith('-') && arg !== '--json' && arg !== '--check');
  if (unknown !== undefined) {
    throw new Stop(`bench does not know ${unknown}; it takes names of benchmarks, --json and --check.`);
  }
  return {
    json: args.includes('--json'),
    check: args.includes('--check'),
    names: args.filter((arg) => !arg.startsWith('-')),
  };
}

/** @param {string} name of a benchmark, or the path of a file that holds one @returns {string} the file */
function benchmarkFile(name) {
  const file = name.endsWith('.mjs') ? resolve(name) : join(folder, `${name}.mjs`);
  if (existsSync(file)) return file;
  throw new Stop(`There is no benchmark ${name}; there are: ${benchmarks().join(', ') || 'none yet'}.`);
}

/** @param {string} file @returns {Promise<Row[]>} */
async function rowsOf(file) {
  const { rows } = await import(pathToFileURL(file).href);
  if (typeof rows !== 'function') throw new Stop(`${file} exports no function rows(): a benchmark has to.`);
  return rows();
}

/** @param {readonly Row[]} rows @returns {string} a table for people */
function table(rows) {
  const promised = rows.some(({ ceiling, ratioCeiling }) => (ceiling ?? ratioCeiling) !== undefined);
  const noted = rows.some(({ note }) => note !== undefined);
  const head = [
    'benchmark',
    'ours',
    'floor',
    'unit',
    'ratio',
    ...(promised ? ['ceiling'] : []),
    ...(noted ? ['note'] : []),
  ];
  const body = rows.map(({ name, ours, floor = '', unit, ratio = '', ceiling = '', ratioCeiling, note = '' }) => [
    ...[name, `${ours}`, `${floor}`, unit, `${ratio}`],
    ...(promised ? [ratioCeiling === undefined ? `${ceiling}` : `×${ratioCeiling}`] : []),
    ...(noted ? [note] : []),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...body.map((row) => row[column]?.length ?? 0)));
  const numeric = new Set([1, 2, 4, 5]);
  const line = (/** @type {readonly string[]} */ cells) =>
    cells
      .map((cell, column) =>
        numeric.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}

/** @param {readonly string[]} args @returns {() => Promise<{ text: string, code: number }>} what measures, and gives the result to print and the exit code */
export function prepare(args) {
  const { json, check, names } = parseArguments(args);
  const files = (names.length > 0 ? names : benchmarks()).map(benchmarkFile);
  return async () => {
    /** @type {Row[]} */
    const rows = [];
    for (const file of files) {
      process.stderr.write(`bench: ${basename(file, '.mjs')} …\n`);
      rows.push(...(await rowsOf(file)));
    }
    const above = rows.some(
      ({ ours, ratio = 0, ceiling = Number.POSITIVE_INFINITY, ratioCeiling = Number.POSITIVE_INFINITY }) =>
        !(ours <= ceiling && ratio <= ratioCeiling),
    );
    return { text: json ? JSON.stringify(rows) : table(rows), code: check && above ? 1 : 0 };
  };
}

/** @param {readonly string[]} args */
async function bench(args) {
  const measure = prepare(args);
  await setup();
  const { text, code } = await measure();
  process.stdout.write(`${text}\n`);
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runScript(() => bench(process.argv.slice(2)));
