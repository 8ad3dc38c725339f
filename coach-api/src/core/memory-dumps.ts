/* What could write the memory of this process to a disk, where plaintext would stay (ARCHITECTURE.md, promise 3). */

/** How this process stands. */
export interface MemoryState {
  /** Which kinds of memory a core dump has, a bit each; undefined where the system does not say. */
  readonly coreFilter: number | undefined;
  /** What the system says of the limits of this process; undefined where it says nothing. */
  readonly limits: string | undefined;
  /** Flags of the runtime, as they were given. */
  readonly flags: readonly string[];
}

/** Flags that write the heap to a file, or let somebody else look into it. */
const LEAKING = ['--inspect', '--heapsnapshot-signal', '--heapsnapshot-near-heap-limit', '--heap-prof'];

/** What has to be changed before plaintext may be held in this memory; undefined where nothing has. */
export function leakOf({ coreFilter, limits, flags }: MemoryState): string | undefined {
  const flag = flags.find((each) => LEAKING.some((name) => each.startsWith(name)));
  if (flag !== undefined) return `The flag ${flag.replace(/=.*/, '')} shows what is in memory: start without it`;
  // A handler of dumps may heed no limit, but what it is not given it cannot keep.
  if (coreFilter === 0 || limits === undefined) return undefined;
  const soft = /^Max core file size +(\S+)/m.exec(limits)?.[1];
  return soft === '0'
    ? undefined
    : 'A core dump of this process would hold what is in memory: set its limit to 0 (LimitCORE=0, ulimit -c 0)';
}
