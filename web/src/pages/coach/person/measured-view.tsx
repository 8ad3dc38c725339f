import { useSignal } from '@preact/signals';
import { Choice, format, Notice, say } from '../../../kit/index.js';
import { daysText } from '../days-text.js';
import { rememberedOf } from '../memory.js';
import type { Person } from '../shapes.js';
import { HoursView } from './hours-view.js';
import { LookForm } from './look-form.js';
import * as words from './messages.js';
import { MetricCard } from './metric-card.js';
import { METRIC_KINDS } from './metric-kinds.js';
import type { Look } from './summaries.js';

/** What was measured, as far as it is shared: nothing of it before a reason was given. */
export function MeasuredView({ person: { pseudonym, grants } }: { readonly person: Person }) {
  const hasDays = grants.some(({ scope }) => scope.some(({ granularities }) => granularities.includes('day')));
  const { look, purpose } = rememberedOf(pseudonym);
  return (
    <>
      {hasDays ? <LookForm pseudonym={pseudonym} /> : <Notice title={say(words.noDays)} />}
      {look !== undefined && <Measured look={look} />}
      {/* The reason is asked once. */}
      {(purpose !== undefined || !hasDays) && <HoursView pseudonym={pseudonym} grants={grants} />}
    </>
  );
}

function Measured({ look }: { readonly look: Look }) {
  const span = useSignal<'day' | 'week'>('day');
  return (
    <section class="stack">
      <h2>{say(words.measured)}</h2>
      <Days days={look.days} />
      <Coverage {...look.figures.coverage} />
      <div>
        <Choice
          label={say(words.by)}
          value={span.value}
          options={[
            { value: 'day', label: say(words.byDay) },
            { value: 'week', label: say(words.byWeek) },
          ]}
          onChange={(value) => {
            span.value = value;
          }}
        />
      </div>
      <div class="grid metrics">
        {METRIC_KINDS.map((kind) => (
          <MetricCard key={kind.metric} kind={kind} look={look} span={span.value} />
        ))}
      </div>
    </section>
  );
}

/** Which days they are: the period that stands above may have been chosen since. */
function Days({ days }: Pick<Look, 'days'>) {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return null;
  return <p>{say(words.shownDays, { days: daysText(first.date, last.date) })}</p>;
}

function Coverage({ days, wornSeconds, seconds }: Look['figures']['coverage']) {
  if (days === 0 || seconds === 0) return <p>{say(words.coverageNone)}</p>;
  return <p>{say(words.coverage, { known: days, share: format.percent(wornSeconds / seconds) })}</p>;
}
