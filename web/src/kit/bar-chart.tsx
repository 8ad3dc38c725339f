export interface Bar {
  readonly label: string;
  /** `undefined` where nothing is known: shown as an outline, and never as nothing. */
  readonly value: number | undefined;
}

export interface BarChartProps {
  readonly bars: readonly Bar[];
  readonly goal?: number;
}

const [WIDTH, HEIGHT, FOOT] = [320, 150, 20];
/** As many labels as can be read. */
const MOST_LABELS = 8;
/** Half of a label, and what two of them take side by side where the chart is narrow and its letters are larger. */
const [HALF_LABEL, WIDE_LABEL] = [20, 60];
/** Height of what is not known, and radius of the upper corners. */
const [MISSING, ROUND] = [12, 2];
/** As wide as one dash and what is between two: outlines of narrower bars would run into one grey block. */
const DASH = 6;

/** Bars from zero, to be put into a {@link ChartFrame}. */
export function BarChart({ bars, goal }: BarChartProps) {
  const top = Math.max(1, goal ?? 0, ...bars.map(({ value }) => value ?? 0));
  const floor = HEIGHT - FOOT;
  const step = WIDTH / Math.max(bars.length, 1);
  const heightOf = (value: number): number => (value / top) * (floor - 4);
  const boxOf = ({ from, count }: Run, height: number): Box => ({
    ...{ x: (from + 0.15) * step, width: (count - 0.3) * step, height },
  });
  // One path for all that look alike: a year of bars is as quickly there as a week of them.
  const known = bars.map(({ value }, from) =>
    value === undefined ? '' : outlineOf(boxOf({ from, count: 1 }, heightOf(value)), floor),
  );
  const missing = missingOf(bars, step < DASH).map((run) => outlineOf(boxOf(run, MISSING), floor));
  return (
    <div class="bars-room">
      <svg class="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line x1="0" x2={WIDTH} y1={floor} y2={floor} />
        <path class="bar" d={known.join('')} />
        <path class="bar-missing" d={missing.join('')} />
        <Labels bars={bars} step={step} />
        {goal !== undefined && (
          <line class="goal" x1="0" x2={WIDTH} y1={floor - heightOf(goal)} y2={floor - heightOf(goal)} />
        )}
      </svg>
    </div>
  );
}

/** Each in the middle below its bar, as far as it does not stick out of the figure. */
function Labels({ bars, step }: { readonly bars: readonly Bar[]; readonly step: number }) {
  const every = Math.ceil(bars.length / MOST_LABELS);
  const isTight = every * step < WIDE_LABEL;
  const labels = bars
    .map(({ label }, i) => ({ label, x: (i + 0.5) * step, turn: (i - Math.floor(every / 2)) / every }))
    .filter(({ x, turn }) => Number.isInteger(turn) && x >= HALF_LABEL && x <= WIDTH - HALF_LABEL);
  return (
    <>
      {labels.map(({ label, x }, i) => (
        <text
          key={label}
          class={isTight && i % 2 === 0 ? 'spare' : undefined}
          x={x}
          y={HEIGHT - 5}
          text-anchor="middle"
        >
          {label}
        </text>
      ))}
    </>
  );
}

/** Bars that follow each other. */
interface Run {
  readonly from: number;
  readonly count: number;
}

/** Bars of which nothing is known, each by itself or, where they are too narrow for that, as far as they follow each other. */
function missingOf(bars: readonly Bar[], isJoined: boolean): readonly Run[] {
  const runs: Run[] = [];
  for (const [i, { value }] of bars.entries()) {
    const last = runs.at(-1);
    if (value !== undefined) continue;
    if (isJoined && last !== undefined && last.from + last.count === i)
      runs.splice(-1, 1, { ...last, count: last.count + 1 });
    else runs.push({ from: i, count: 1 });
  }
  return runs;
}

interface Box {
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

/** A bar that stands on the floor, as a closed path. */
function outlineOf({ x, width, height }: Box, floor: number): string {
  const round = Math.min(ROUND, width / 2, height);
  const corner = (across: number, down: number): string => `a${round} ${round} 0 0 1 ${across} ${down}`;
  return `M${x} ${floor}v${round - height}${corner(round, -round)}h${width - 2 * round}${corner(round, round)}v${height - round}z`;
}
