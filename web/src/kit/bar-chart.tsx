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

/** Bars from zero, to be put into a {@link ChartFrame}. */
export function BarChart({ bars, goal }: BarChartProps) {
  const top = Math.max(1, goal ?? 0, ...bars.map(({ value }) => value ?? 0));
  const floor = HEIGHT - FOOT;
  const step = WIDTH / Math.max(bars.length, 1);
  const every = Math.ceil(bars.length / MOST_LABELS);
  const heightOf = (value: number): number => (value / top) * (floor - 4);
  return (
    <svg class="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <line x1="0" x2={WIDTH} y1={floor} y2={floor} />
      {bars.map(({ label, value }, i) => {
        const height = value === undefined ? 12 : heightOf(value);
        const box = { x: i * step + step * 0.15, y: floor - height, width: step * 0.7, height };
        return (
          <g key={label}>
            <rect {...box} rx="2" class={value === undefined ? 'bar-missing' : undefined} />
            {i % every === 0 && (
              <text x={i * step + step / 2} y={HEIGHT - 5} text-anchor="middle">
                {label}
              </text>
            )}
          </g>
        );
      })}
      {goal !== undefined && (
        <line class="goal" x1="0" x2={WIDTH} y1={floor - heightOf(goal)} y2={floor - heightOf(goal)} />
      )}
    </svg>
  );
}
