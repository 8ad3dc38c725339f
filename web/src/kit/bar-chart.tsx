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
/** Height of what is not known, and radius of the upper corners. */
const [MISSING, ROUND] = [12, 2];

/** Bars from zero, to be put into a {@link ChartFrame}. */
export function BarChart({ bars, goal }: BarChartProps) {
  const top = Math.max(1, goal ?? 0, ...bars.map(({ value }) => value ?? 0));
  const floor = HEIGHT - FOOT;
  const step = WIDTH / Math.max(bars.length, 1);
  const every = Math.ceil(bars.length / MOST_LABELS);
  const heightOf = (value: number): number => (value / top) * (floor - 4);
  // One path for all that look alike: a year of bars is as quickly there as a week of them.
  const outlinesOf = (isOf: (bar: Bar) => boolean): string =>
    bars
      .flatMap((bar, i) => {
        const box = {
          x: i * step + step * 0.15,
          width: step * 0.7,
          height: bar.value === undefined ? MISSING : heightOf(bar.value),
        };
        return isOf(bar) ? outlineOf(box, floor) : [];
      })
      .join('');
  return (
    <svg class="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line x1="0" x2={WIDTH} y1={floor} y2={floor} />
      <path class="bar" d={outlinesOf(({ value }) => value !== undefined)} />
      <path class="bar-missing" d={outlinesOf(({ value }) => value === undefined)} />
      {bars.map(
        ({ label }, i) =>
          i % every === 0 && (
            <text key={label} x={i * step + step / 2} y={HEIGHT - 5} text-anchor="middle">
              {label}
            </text>
          ),
      )}
      {goal !== undefined && (
        <line class="goal" x1="0" x2={WIDTH} y1={floor - heightOf(goal)} y2={floor - heightOf(goal)} />
      )}
    </svg>
  );
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
