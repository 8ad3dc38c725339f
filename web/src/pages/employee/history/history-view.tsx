import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Button, Choice, format, language, Notice, say } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer } from '../answer.js';
import { dayOf } from '../days.js';
import { daysText } from '../days-text.js';
import { Failure } from '../failure.js';
import { ClosedPast } from '../passphrase-form.js';
import * as today from '../today/messages.js';
import { readStatus } from '../today/status.js';
import { STEPS_GOAL } from '../today/steps-card.js';
import { BarsCard } from './bars-card.js';
import { type Challenge, challengeOf, standingOf, withChallenge } from './challenge.js';
import { HeartOverTime } from './heart-over-time.js';
import { type KnownDays, useDays, whyNone } from './known-days.js';
import * as words from './messages.js';
import { type Days, daysAround, eachDay, neighbourOf, PERIODS, type Period, type Way } from './period.js';
import { isWeekly, type Shown } from './span-text.js';
import { spanOf, spansOf } from './spans.js';
import { useChallenge } from './use-challenge.js';

/** Weeks, months and the whole of it. */
export function HistoryView() {
  return (
    <Answer path="/v1/status" read={readStatus}>
      {({ days }) =>
        days === null ? (
          <Notice title={say(today.nothingYet)}>
            <p>{say(today.nothingYetHow)}</p>
          </Notice>
        ) : (
          <History measured={days} />
        )
      }
    </Answer>
  );
}

function History({ measured }: { readonly measured: Days }) {
  const challenge = useChallenge();
  const all = useMemo(() => withChallenge(measured, challenge), [measured, challenge]);
  const period = useSignal<Period>('week');
  const at = useSignal(measured.until);
  const days = useMemo(
    () => daysAround(period.value, at.value, period.value === 'challenge' ? challengeOf(measured, challenge) : all),
    [period.value, at.value, all, measured, challenge],
  );
  const asked = useMemo(() => eachDay(days).filter((day) => day >= all.from && day <= all.until), [days, all]);
  const { known, failure, again } = useDays(asked);
  const shown = useMemo(
    () => shownOf({ period: period.value, days, all }, known),
    [period.value, days, known, all, language.value],
  );
  const done = asked.filter((day) => known.asked.has(day)).length;
  return (
    <>
      <Where
        period={period.value}
        days={days}
        all={all}
        onPeriod={(chosen) => {
          period.value = chosen;
        }}
        onStep={(way) => {
          // From where it is by now: who presses twice goes twice, whatever was drawn in between.
          const from = daysAround(period.value, at.value, all);
          at.value = neighbourOf(from, way, all) ?? at.value;
        }}
      />
      {period.value === 'challenge' && <p>{challengeText(challenge, dayOf(new Date()))}</p>}
      <p class="muted">
        {done < asked.length
          ? say(words.looking, { done: format.number(done), all: format.number(asked.length) })
          : say(words.measured, { count: asked.filter((day) => known.values.has(day)).length })}{' '}
        {isWeekly(period.value) && say(words.meanDay)}
      </p>
      {failure !== undefined && <Failure error={failure} onAgain={again} />}
      <Charts shown={shown} />
      <Missing days={asked} known={known} />
    </>
  );
}

/** When it began and ends, and where in it today is. */
function challengeText(challenge: Challenge, day: string): string {
  const standing = standingOf(challenge, day);
  if (challenge.from === null || standing === undefined) return say(words.challengeUnknown);
  const [from, until] = [format.day(challenge.from), challenge.until === null ? '' : format.day(challenge.until)];
  const [nth, all] = [standing.nth, standing.all].map(format.number);
  return say(words.challengeDays, { at: standing.at, nth: nth ?? '', all: all ?? '', from, until });
}

interface Chosen {
  readonly period: Period;
  readonly days: Days;
  readonly all: Days;
}

function shownOf({ period, days, all }: Chosen, known: KnownDays): Shown {
  const spans = spansOf(days, known.values, isWeekly(period));
  return {
    ...{ period, spans, whole: spanOf(eachDay(days), known.values) },
    rows: spans.filter(({ from, until }) => from <= all.until && until >= all.from),
    none: (span) => say(NONE[whyNone(span, known)]),
  };
}

const NONE = { closed: words.shut, damaged: words.notShown, waiting: words.notYet, none: words.none } as const;

interface WhereProps {
  readonly period: Period;
  readonly days: Days;
  readonly all: Days;
  readonly onPeriod: (period: Period) => void;
  readonly onStep: (way: Way) => void;
}

/** Which days are shown, and the way to others. */
function Where({ period, days, all, onPeriod, onStep }: WhereProps) {
  const step = (way: Way, label: string) => (
    <Button disabled={neighbourOf(days, way, all) === undefined} onPress={() => onStep(way)}>
      {label}
    </Button>
  );
  return (
    <div class="row">
      <Choice
        label={say(words.periods)}
        value={period}
        options={PERIODS.map((value) => ({ value, label: say(words.period, { period: value }) }))}
        onChange={onPeriod}
      />
      {step('before', say(words.before))}
      {step('after', say(words.after))}
      <p aria-live="polite">
        <strong>{daysText(days.from, days.until)}</strong>
      </p>
    </div>
  );
}

function Charts({ shown }: { readonly shown: Shown }) {
  return (
    <div class="grid-wide">
      <BarsCard
        shown={shown}
        what={say(words.steps)}
        amountOf={({ steps }) => steps}
        text={format.number}
        summary={(mean) => say(words.stepsSummary, { mean, goal: format.number(STEPS_GOAL) })}
        goal={STEPS_GOAL}
      />
      <HeartOverTime shown={shown} />
      <BarsCard
        shown={shown}
        what={say(words.sleep)}
        amountOf={({ asleep }) => asleep}
        text={format.duration}
        summary={(mean) => say(words.sleepSummary, { mean })}
      />
      <BarsCard
        shown={shown}
        what={say(words.worn)}
        amountOf={({ worn }) => worn}
        text={format.duration}
        summary={(mean) => say(words.wornSummary, { mean })}
      />
    </div>
  );
}

/** Of which of the days there is more than is shown. */
function Missing({
  days,
  known: { closed, damaged },
}: {
  readonly days: readonly string[];
  readonly known: KnownDays;
}) {
  const [shut, broken] = [closed, damaged].map((some) => days.filter((day) => some.has(day)).length);
  return (
    <>
      {broken !== undefined && broken > 0 && (
        <Notice tone="bad">
          <p>{say(words.damaged, { count: broken })}</p>
        </Notice>
      )}
      {shut !== undefined && shut > 0 && !isOpen.value && (
        <>
          <p>{say(words.closed, { count: shut })}</p>
          <ClosedPast />
        </>
      )}
    </>
  );
}
