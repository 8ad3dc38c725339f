import { useSignal } from '@preact/signals';
import { dayAfter, startOf } from '../../../kit/civil-days.js';
import { announce, DayField, format, Notice, Progress, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { rememberedOf } from '../memory.js';
import * as coach from '../messages.js';
import { todayHere } from '../people/gather.js';
import type { Person, SharedGrant } from '../shapes.js';
import { HeartHours, StepHours } from './hour-charts.js';
import { type Hour, hoursOf, wornOf } from './hours.js';
import { lookAtHours } from './look.js';
import * as words from './messages.js';
import { statusText } from './metric-kinds.js';
import { reasonOf } from './purpose.js';
import { ReadButton } from './read-button.js';
import { HOURLY, type HoursLook } from './summaries.js';

/** One day by the hour: a read of its own, of steps and heart rate as far as they are shared so. */
export function HoursView({ pseudonym, grants }: Person) {
  const { hours } = rememberedOf(pseudonym);
  const isShared = sharesHours(grants);
  return (
    <section class="stack">
      <h2>{say(words.hoursTitle)}</h2>
      {isShared ? (
        <>
          <HoursForm pseudonym={pseudonym} grants={grants} />
          {hours !== undefined && <Hours look={hours} />}
        </>
      ) : (
        <Notice title={say(words.notShared)}>
          <p>{say(words.hoursNone)}</p>
        </Notice>
      )}
    </section>
  );
}

const sharesHours = (grants: readonly SharedGrant[]): boolean =>
  grants.some(({ scope }) =>
    scope.some(({ metric, granularities }) => HOURLY.some((each) => each === metric) && granularities.includes('hour')),
  );

/** What is asked of one day, and what is under way of it. */
function useHours(pseudonym: string) {
  const day = useSignal(dayAfter(todayHere(), -1));
  const [busy, failed] = [useSignal(false), useSignal<{ error: unknown } | undefined>(undefined)];
  const ask = async (purpose: string): Promise<void> => {
    if (busy.value) return;
    [busy.value, failed.value] = [true, undefined];
    try {
      await lookAtHours({ pseudonym, purpose, day: day.value });
      announce(lookedText(rememberedOf(pseudonym).hours));
    } catch (error) {
      failed.value = { error };
    }
    busy.value = false;
  };
  return { day, busy, failed, ask };
}

function HoursForm({ pseudonym, grants }: Person) {
  const { day, busy, failed, ask } = useHours(pseudonym);
  const [first = day.value] = grants.map(({ from }) => from).sort();
  return (
    <div class="card stack">
      <DayField
        label={say(words.hoursDay)}
        value={day.value}
        from={first}
        until={todayHere()}
        onChange={(chosen) => {
          day.value = chosen;
        }}
      />
      <ReadButton
        pseudonym={pseudonym}
        label={say(words.hoursLook)}
        help={say(coach.isARead)}
        onPress={(purpose) => void ask(purpose)}
      />
      <div class="awaited">{busy.value && <Progress label={say(words.looking)} done={0} of={undefined} />}</div>
      {failed.value !== undefined && (
        <Failure error={failed.value.error} onAgain={() => void ask(reasonOf(pseudonym) ?? '')} />
      )}
    </div>
  );
}

function lookedText(look: HoursLook | undefined): string {
  const [day] = look?.days ?? [];
  const places = (look?.reads ?? []).map(({ index }) => index).join(', ');
  return day === undefined ? '' : say(words.hoursLooked, { day: format.day(day.date), places });
}

function Hours({ look }: { readonly look: HoursLook }) {
  const [day] = look.days;
  if (day === undefined) return null;
  const hours = hoursOf(look.hours, startOf(day.date), startOf(dayAfter(day.date, 1)));
  return (
    <>
      <p>{lookedText(look)}</p>
      <Coverage hours={hours} />
      <div class="grid metrics">
        {HOURLY.map((metric) => (
          <section key={metric} class="card stack metric">
            <h3>{say(coach.metrics, { metric })}</h3>
            <OfMetric metric={metric} status={day.status[metric] ?? 'not-shared'} hours={hours} />
          </section>
        ))}
      </div>
    </>
  );
}

function Coverage({ hours }: { readonly hours: readonly Hour[] }) {
  const worn = wornOf(hours);
  if (worn === undefined) return <p>{say(words.hoursCoverageNone)}</p>;
  return <p>{say(words.hoursCoverage, { known: worn.hours, share: format.percent(worn.share) })}</p>;
}

interface OfMetricProps {
  readonly metric: (typeof HOURLY)[number];
  readonly status: Parameters<typeof statusText>[0];
  readonly hours: readonly Hour[];
}

function OfMetric({ metric, status, hours }: OfMetricProps) {
  if (status === 'not-shared') {
    return (
      <Notice title={say(words.notShared)}>
        <p>{say(words.notSharedHow)}</p>
      </Notice>
    );
  }
  if (status !== 'measured') return <Notice>{say(words.hoursNothing, { status: statusText(status) })}</Notice>;
  return metric === 'steps' ? <StepHours hours={hours} /> : <HeartHours hours={hours} />;
}
