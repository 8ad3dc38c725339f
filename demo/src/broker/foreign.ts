import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

/*
 * Runs a program that is none of ours as if it were one: it says when that listens, ends it on SIGTERM, and ends with it.
 * `foreign.js PORT-OR-SOCKET PROGRAM ARGUMENT...`
 */

const [place = '', ...command] = process.argv.slice(2);
const where = /^\d+$/.test(place) ? { port: Number(place), host: '127.0.0.1' } : { path: place };
/** It says who it started; that is told to end by a line with a signal, and when nobody is there to write one any more, it is killed. */
const LEASHED = `exec 5<&0 4>&2 2>/dev/null
"$0" "$@" 2>&4 3>&- 4>&- 5<&- & program=$!
echo $program >&3; exec 3>&-
{ while read -r signal <&5; do kill -s "$signal" $program; done; kill -s KILL $program; } 4>&- & leash=$!
wait $program; code=$?
kill $leash
exit $code`;
const POLITE_MS = 8_000;
const LOOK_MS = 50;

// Standard output is for the line that says that it listens.
const child = spawn('sh', ['-c', LEASHED, ...command], { stdio: ['pipe', process.stderr, process.stderr, 'pipe'] });
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop());
child.once('exit', (code) => process.exit(stopping ? 0 : (code ?? 1) || 1));
const program = await programOf(child);
await answers(child);
process.stdout.write(
  `${JSON.stringify({ event: 'listening', port: 'port' in where ? where.port : 0, pid: program })}\n`,
);

function stop(): void {
  stopping = true;
  child.stdin?.on('error', () => undefined);
  child.stdin?.write('TERM\n');
  setTimeout(() => child.stdin?.end(), POLITE_MS).unref();
}

/** The process of the program itself, for whoever pauses or kills it. */
async function programOf({ stdio: [, , , said] }: ChildProcess): Promise<number> {
  const [line] = said instanceof Readable ? await once(said, 'data') : [];
  return Number(String(line).trim());
}

/** Settles when something answers, or the program has ended. */
async function answers(program: ChildProcess): Promise<void> {
  while (program.exitCode === null && !(await isThere())) await pause(LOOK_MS);
}

function isThere(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(where, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
