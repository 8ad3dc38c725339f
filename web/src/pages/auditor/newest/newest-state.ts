import type { VerifiedLog } from '@fit4work/anchor-service/verifier';

type Told = Pick<VerifiedLog, 'checkpoint' | 'last'>;

const DAY = 86_400;
/**
 * A state is signed and cosigned once, when something came; on a quiet day none is. Agents seal each day once it is over, at
 * weekends too: where nothing comes for so many days, a log in use is quiet beyond what is usual, or this is not its newest state.
 */
const STILL_DAYS = 3;

/** When the newest state is from, Unix seconds: as the witnesses say, or the log where none does. Of a log without a block nobody does. */
export function newestOf({
  checkpoint,
  last,
}: Told): { readonly time: number; readonly isCosigned: boolean } | undefined {
  // No honest witness cosigns what is older than what it saw: the last of them knew of nothing newer then.
  const times = [...checkpoint.cosigned.values()];
  if (times.length > 0) return { time: Math.max(...times), isCosigned: true };
  return last === undefined ? undefined : { time: last.time, isCosigned: false };
}

/** For how many days nothing has come, where that is long. @param now Unix seconds */
export function daysStill(log: Told, now: number): number | undefined {
  const newest = newestOf(log);
  const days = newest === undefined ? 0 : Math.floor((now - newest.time) / DAY);
  return days < STILL_DAYS ? undefined : days;
}
