/** A stretch of a night in one stage. Times in Unix seconds. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly stage: string;
}

export interface Night {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly Part[];
  /** Seconds */
  readonly asleep: number;
  readonly awake: number;
}

interface SleepSample {
  readonly start: number;
  readonly duration?: number | undefined;
  readonly stage?: string | undefined;
}

/** Seconds without sleep after which a period is over (SPEC.md clause 4.4). */
const GAP = 3600;

/**
 * The longest sleep that ended on a day: a night counts on the day on which one wakes up (SPEC.md clause 4.4).
 *
 * @param samples of that day and the day before
 * @param since when the day began, Unix seconds
 */
export function nightOf(samples: readonly SleepSample[], since: number): Night | undefined {
  const nights = periodsOf(partsOf(samples)).filter(({ end }) => end > since);
  return nights.reduce<Night | undefined>(
    (longest, each) => (longest === undefined || each.asleep > longest.asleep ? each : longest),
    undefined,
  );
}

/** Neighbours of one stage are one part. */
function partsOf(samples: readonly SleepSample[]): readonly Part[] {
  const parts: Part[] = [];
  for (const { start, duration = 0, stage } of [...samples].sort((a, b) => a.start - b.start)) {
    if (stage === undefined) continue;
    const last = parts.at(-1);
    const end = start + duration;
    if (last?.stage === stage && last.end === start) parts[parts.length - 1] = { ...last, end };
    else parts.push({ start, end, stage });
  }
  return parts;
}

function periodsOf(parts: readonly Part[]): readonly Night[] {
  const periods: Part[][] = [];
  for (const part of parts) {
    const last = periods.at(-1);
    if (last !== undefined && part.start - (last.at(-1)?.end ?? 0) < GAP) last.push(part);
    else periods.push([part]);
  }
  return periods.map((own) => {
    const seconds = (awake: boolean): number =>
      own.reduce((sum, { start, end, stage }) => ((stage === 'awake') === awake ? sum + end - start : sum), 0);
    const [start, end] = [own[0]?.start ?? 0, own.at(-1)?.end ?? 0];
    return { start, end, parts: own, asleep: seconds(false), awake: seconds(true) };
  });
}
