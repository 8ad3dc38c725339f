import { isQuorum, type Policy, type VerifiedLog } from '@fit4work/anchor-service/verifier';

interface Told {
  readonly log: Pick<VerifiedLog, 'last'> & { readonly checkpoint: Pick<VerifiedLog['checkpoint'], 'cosigned'> };
  /** By which its newest state was verified. */
  readonly policy: Policy;
}

const DAY = 86_400;
/**
 * A state is signed and cosigned once, when something came; on a quiet day none is. Agents seal each day once it is over, at
 * weekends too: where nothing comes for so many days, a log in use is quiet beyond what is usual, or this is not its newest state.
 */
const STILL_DAYS = 3;

/** When the newest state is from, Unix seconds: as the witnesses say, or the log where none does. Of a log without a block nobody does. */
export function newestOf({ log, policy }: Told): { readonly time: number; readonly isCosigned: boolean } | undefined {
  const { checkpoint, last } = log;
  const time = confirmedAt(checkpoint.cosigned, policy);
  if (time !== undefined) return { time, isCosigned: true };
  return last === undefined ? undefined : { time: last.time, isCosigned: false };
}

/**
 * The last moment from which on a quorum stands behind the state. No honest witness cosigns what is older than what it saw, so that
 * they knew of nothing newer then; one that does so anew makes nothing newer than the others say.
 */
function confirmedAt(cosigned: ReadonlyMap<string, number>, policy: Policy): number | undefined {
  const since = (time: number): ReadonlySet<string> =>
    new Set([...cosigned].filter(([, at]) => at >= time).map(([name]) => name));
  const newestFirst = [...cosigned.values()].sort((a, b) => b - a);
  return newestFirst.find((time) => isQuorum(policy, since(time)));
}

/** For how many days nothing has come, where that is long. @param now Unix seconds */
export function daysStill(told: Told, now: number): number | undefined {
  const newest = newestOf(told);
  const days = newest === undefined ? 0 : Math.floor((now - newest.time) / DAY);
  return days < STILL_DAYS ? undefined : days;
}
