import { format, Notice, say } from '../../../kit/index.js';
import * as coach from '../messages.js';
import * as words from './messages.js';
import { DayChart, WeekChart } from './metric-charts.js';
import { type MetricKind, statusText } from './metric-kinds.js';
import { cameNothing, type Figure, isErased, type Look, type MetricFigures, type Status } from './summaries.js';

export interface MetricCardProps {
  readonly kind: MetricKind;
  readonly look: Look;
  readonly span: 'day' | 'week';
}

/** One metric of one person over time, with what is not known of it. */
export function MetricCard({ kind, look, span }: MetricCardProps) {
  const told = look.figures.metrics.find(({ metric }) => metric === kind.metric);
  const title = say(coach.metrics, { metric: kind.metric });
  const days = look.days.filter(({ status }) => status[kind.metric] !== undefined);
  const isShared = days.some(({ status }) => status[kind.metric] !== 'not-shared');
  const Chart = span === 'day' ? DayChart : WeekChart;
  return (
    <section class="card stack metric">
      <h3>{title}</h3>
      {isShared && told !== undefined ? (
        <>
          <Stale {...told} />
          <Chart kind={kind} days={days} />
          <Trend kind={kind} figure={told.figures.find(({ figure }) => figure === kind.name)} />
          {kind.metric === 'sleep' && <Shift {...told} />}
          <Partly {...told} />
        </>
      ) : (
        <Notice title={say(words.notShared)}>
          <p>{say(words.notSharedHow)}</p>
        </Notice>
      )}
    </section>
  );
}

function Stale(told: MetricFigures) {
  const { staleSince } = told;
  if (isErased(told)) return <Notice title={say(words.erasedAll)}>{say(words.erasedHow)}</Notice>;
  if (staleSince === null) return null;
  // Of a period in which nothing came the first day says nothing: it may be the first that was asked.
  const title = cameNothing(told) ? say(words.staleAll) : say(words.stale, { day: format.day(staleSince) });
  return (
    <Notice tone="care" title={title}>
      <p>{say(words.staleHow)}</p>
    </Notice>
  );
}

function Trend({ kind, figure }: { readonly kind: MetricKind; readonly figure: Figure | undefined }) {
  if (figure === undefined) return null;
  const { direction, recent, baseline } = figure.trend;
  const textOf = (value: number | null): string => (value === null ? say(words.noValue) : kind.text(value));
  return (
    <p>
      {say(words.trend, { direction, recent: textOf(recent), baseline: textOf(baseline) })}{' '}
      {direction !== 'unknown' && <span class="muted">{say(words.trendMeans)}</span>}
    </p>
  );
}

/** How regular the sleep is (protocol/SPEC.md, clause 20.6). */
function Shift({ shift }: Pick<MetricFigures, 'shift'>) {
  if (shift === undefined) return null;
  const { minutes, pairs } = shift;
  if (minutes === null) return <p>{say(words.shiftUnknown)}</p>;
  return <p>{say(words.shift, { minutes: format.duration(minutes * 60), pairs: format.number(pairs) })}</p>;
}

const LACKS: readonly Status[] = ['not-measured', 'not-worn', 'not-received', 'erased', 'not-shared'];

function Partly({ days }: Pick<MetricFigures, 'days'>) {
  const lacking = LACKS.filter((status) => days[status] > 0).map((status) =>
    say(words.count, { count: format.number(days[status]), status: statusText(status) }),
  );
  if (lacking.length === 0) return null;
  return <p class="small muted">{say(words.partly, { counts: lacking.join(', ') })}</p>;
}
