import type { ProvenDay } from '../audit/pack-days.js';
import { verifyPack } from '../audit/verify-pack.js';
import { dayOf } from '../core/audit-period.js';
import { checkPackStamps, type StampFlags } from '../stamps/stamp-check.js';
import { type CommonFlags, names, type Surroundings } from './commands.js';
import { isDatedAhead, withTimes } from './doubtful-times.js';
import { policyOf, readGiven } from './given-files.js';
import type { Verdict } from './verdict.js';
import { verifyWords } from './verify-words.js';

/** `fit4work-verify pack` */
export async function judgePack(
  file: string,
  flags: CommonFlags & StampFlags & { readonly coachKey?: Uint8Array },
  { clock }: Surroundings,
): Promise<Verdict> {
  const policy = policyOf(flags.policy);
  const pack = verifyPack(readGiven(file), policy, flags.coachKey);
  const { report, blocks, chain, checkpoint, days, daysTold, erasuresVerified, stamps, unread } = pack;
  const stamped = await checkPackStamps(stamps, flags);
  const { period } = report;
  const { size } = checkpoint.checkpoint;
  const words = verifyWords(flags.language);
  const witnesses = names(checkpoint.cosigned.keys(), flags.language);
  const said = { from: period.from, until: period.until, blocks, size, witnesses };
  const sentences = [
    words.pack(said),
    ...(days.length === 0 ? [] : [words.daysProven({ days: days.length, witnesses: countsOf(days) })]),
    ...(lateIn(days).length === 0 ? [] : [words.daysLate(lateIn(days))]),
    ...(daysTold.length === 0 ? [] : [words.daysTold(daysTold.join(', '))]),
    ...(erasuresVerified ? [] : [words.erasuresAsSaid]),
    stamped === undefined ? words.stampsUnread(stamps.sizes.length) : stamped.sentence[flags.language],
    ...(unread.length === 0 ? [] : [words.membersUnread(unread.join(', '))]),
  ];
  const proven = {
    ...{ period, blocks, size, witnesses: Object.fromEntries(checkpoint.cosigned) },
    days: days.map(({ otherDays, ...day }) => ({
      ...{ ...day, cosigned: Object.fromEntries(day.cosigned) },
      ...(otherDays.size > 0 && { otherDays: Object.fromEntries(otherDays) }),
    })),
    ...(daysTold.length > 0 && { daysTold }),
    ...(stamped === undefined ? { stampsUnread: stamps.sizes.length } : { stamps: stamped.json }),
    ...(unread.length > 0 && { unread }),
  };
  const verdict = { judgement: 'sound', sentences, json: { ...proven, erasuresVerified } } as const;
  const now = clock();
  const block = chain.find((one) => isDatedAhead(one, now));
  return withTimes(verdict, { cosigned: checkpoint.cosigned, block }, { language: flags.language, now });
}

/** Each witness with on how many days' ends its signature stands. */
function countsOf(days: readonly ProvenDay[]): string {
  const counts = new Map<string, number>();
  for (const { cosigned } of days) for (const name of cosigned.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} (${count})`).join(', ');
}

/** The last second of the year 9999, which a clock that is mad may be beyond. */
const LAST_TIME = 253_402_300_799;

/** Signatures that are not counted for their day, each with the day on which it says it was made. */
function lateIn(days: readonly ProvenDay[]): string {
  const late = days.filter(({ otherDays }) => otherDays.size > 0);
  const whenOf = (time: number): string => dayOf(Math.min(time, LAST_TIME));
  return late
    .map(
      ({ day, otherDays }) => `${day}: ${[...otherDays].map(([name, time]) => `${name} (${whenOf(time)})`).join(', ')}`,
    )
    .join('; ');
}
