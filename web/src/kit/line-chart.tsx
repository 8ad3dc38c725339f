import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { clock, moment, number } from './format.js';
import { language } from './language.js';
import { theme } from './theme.js';

export interface Line {
  readonly label: string;
  /** One for each time; `null` where nothing is known, and the line has a gap. */
  readonly values: readonly (number | null)[];
}

export interface LineChartProps {
  /** Unix seconds, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  /** How a time stands on the axis; the time of day if absent. */
  readonly timeLabel?: (time: number) => string;
}

/** Lines over time, to be put into a {@link ChartFrame}: a year of minutes is drawn in a few milliseconds. */
export function LineChart({ times, lines, timeLabel = clock }: LineChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [spoken, dressed] = [language.value, theme.value];
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const size = () => ({ width: element.clientWidth, height: element.clientHeight });
    const data: uPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])];
    const plot = new uPlot({ ...optionsFor(element, lines, timeLabel), ...size() }, data, element);
    const watch = new ResizeObserver(() => plot.setSize(size()));
    watch.observe(element);
    // Colours are read when the chart is drawn.
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const redraw = (): void => plot.redraw();
    dark.addEventListener('change', redraw);
    return () => {
      watch.disconnect();
      dark.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [times, lines, timeLabel, spoken, dressed]);
  return <div ref={box} class="line-chart" />;
}

function optionsFor(
  element: Element,
  lines: readonly Line[],
  timeLabel: (time: number) => string,
): Omit<uPlot.Options, 'width' | 'height'> {
  const colour = (name: string) => () => resolved(element, name);
  const axis = { stroke: colour('--muted'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return {
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    axes: [
      { ...axis, values: (_plot, splits) => splits.map((time) => timeLabel(time)), space: 70 },
      { ...axis, values: (_plot, splits) => splits.map((value) => number(value, 1)), size: 46 },
    ],
    series: [
      { value: (_plot, time) => moment(time) },
      ...lines.map(({ label, values }, i) => {
        const stroke = colour(`--series-${(i % 3) + 1}`);
        const points = { fill: stroke, filter: pointsOf(values) };
        return { label, stroke, width: 2, spanGaps: false, points };
      }),
    ],
  };
}

/** Where there is no room for a dot at each, those have one of which no line goes to another. */
function pointsOf(values: Line['values']): uPlot.Series.Points.Filter {
  const isKnown = (at: number): boolean => values[at] != null;
  const alone = values.flatMap((_, at) => (isKnown(at) && !isKnown(at - 1) && !isKnown(at + 1) ? at : []));
  return (_plot, _series, areAllShown) => (areAllShown ? null : alone);
}

/** A canvas knows no variables and no `light-dark`: what the browser makes of a colour is asked of an element. */
function resolved(element: Element, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
