import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** They go on when nobody is there to say it any more, too: whoever stopped them may be killed meanwhile. */
const STOPPED = 'kill -s STOP "$@"; echo; read -r _; kill -s CONT "$@" 2>/dev/null';

/**
 * Has a program stand still with every process that it started, as on a machine that is paused: one whose first process is stopped alone,
 * as PostgreSQL's, serves on whoever is connected.
 *
 * @returns has it go on
 */
export async function standStill(program: number): Promise<() => Promise<void>> {
  const wakeProgram = await stop([program]);
  // It starts no more of them now.
  const wakeOthers = await stop(childrenOf(program));
  return async () => {
    await wakeOthers();
    await wakeProgram();
  };
}

async function stop(processes: readonly number[]): Promise<() => Promise<void>> {
  const child = spawn('sh', ['-c', STOPPED, 'sh', ...processes.map(String)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const over = once(child, 'close');
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await over;
  };
}

/** As Linux tells them. */
function childrenOf(parent: number): readonly number[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.map(Number).filter((each) => parentOf(each) === parent);
}

/** @returns undefined of one that is gone */
function parentOf(child: number): number | undefined {
  try {
    // The name may hold spaces and brackets: what is told comes after its last one.
    return Number(/^.*\) \S (\d+) /s.exec(readFileSync(`/proc/${child}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
