import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { leafCountUpTo } from '@fit4work/protocol';
import { verifyLog } from '../src/verify/verify-log.js';
import { appendAll, createKit, leavesOf, openLog, temporaryFolder } from './kit.js';

const CHILD = fileURLToPath(new URL('./killed-anchor.mjs', import.meta.url));

interface Ended {
  readonly signal: NodeJS.Signals | null;
  /** The call before which it died, or every call that it made. */
  readonly calls: readonly string[];
}

/** Runs an anchor that dies before its n-th call; 0 lets it live. */
async function runAnchor(folder: string, at: number, [from, to]: readonly [number, number]): Promise<Ended> {
  const child = spawn(process.execPath, [CHILD, folder, String(at), String(from), String(to)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { signal: child.signalCode, calls: said.split('\n').slice(0, -1) };
}

/** A log of 100 leaves, to be copied for every death. */
export interface Victim {
  /** Every call of the batch that follows, in its order. */
  readonly calls: readonly string[];
  /** Kills an anchor before a call of that batch, starts the next, sends everything again. */
  killBefore(call: number): Promise<Aftermath>;
  remove(): void;
}

interface Aftermath {
  readonly signal: NodeJS.Signals | null;
  readonly diedBefore: string | undefined;
  /** What the verifier says of the log after it, and how many different leaves it has; links are not counted. */
  readonly leaves: number;
  readonly distinct: number;
}

/** libsodium must be ready. */
export async function makeVictim(): Promise<Victim> {
  const base = createKit();
  const log = openLog(base);
  await appendAll(log, leavesOf(0, 100));
  log.store.close();
  const copies: ReturnType<typeof temporaryFolder>[] = [];
  const copy = (): string => {
    const folder = temporaryFolder();
    copies.push(folder);
    cpSync(base.folder, folder.path, { recursive: true });
    return folder.path;
  };
  const { calls } = await runAnchor(copy(), 0, [100, 300]);
  return {
    calls,
    killBefore: async (call) => {
      const folder = copy();
      const died = await runAnchor(folder, call, [100, 300]);
      return { signal: died.signal, diedBefore: died.calls.at(-1), ...(await recover(folder)) };
    },
    remove: () => {
      base.remove();
      for (const folder of copies) folder.remove();
    },
  };
}

async function recover(folder: string): Promise<Pick<Aftermath, 'leaves' | 'distinct'>> {
  const log = openLog(createKit(folder));
  await log.anchor.prepare();
  // What was committed and not published comes first, as it does in a service that starts.
  await log.publication.attempt();
  await appendAll(log, leavesOf(50, 310));
  const found = new Set<string>();
  const onLeaf = (leaf: Uint8Array): unknown => found.add(Buffer.from(leaf).toString('hex'));
  const { blocks, last } = await verifyLog({ read: log.folder.read, policy: createKit(folder).policy, onLeaf });
  log.store.close();
  return { leaves: leafCountUpTo(last), distinct: found.size - (blocks - 1) };
}
