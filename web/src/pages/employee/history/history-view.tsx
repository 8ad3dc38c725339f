import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Button, Choice, format, language, Notice, Room, say } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer } from '../answer.js';
import { DamagedNotice } from '../damaged-notice.js';
import { dayOf } from '../days.js';
import { daysText } from '../days-text.js';
import { Failure } from '../failure.js';
import { now } from '../freshness.js';
import { ClosedPast } from '../passphrase-form.js';
import { NothingYet } from '../today/nothing-yet.js';
import { readStatus } from '../today/status.js';
import { STEPS_GOAL } from '../today/steps-card.js';
import { BarsCard } from './bars-card.js';
import { type Challenge, challengeOf, standingOf, withChallenge } from './challenge.js';
import { HeartOverTime } from './heart-over-time.js';
import { type KnownDays, useDays, whyNone } from './known-days.js';
import * as words from './messages.js';
import { type Days, daysAround, eachDay, neighbourOf, PERIODS, type Period, type Way } from './period.js';
import { isWeekly, noneWord, type Shown } from './span-text.js';
import { spanOf, spansOf } from './spans.js';
import { useChallenge } from './use-challenge.js';

/** Weeks, months and the whole of it. */
export function HistoryView() {
  return (
    <Answer path="/v1/status" read={readStatus}>
      {({ days, damaged }) => {
        if (days !== null) return <History measured={days} />;
        return damaged.length > 0 ? <DamagedNotice damaged={damaged} /> : <NothingYet />;
      }}
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
  // From where it is by now: who presses twice goes twice, whatever was drawn in between.
  const neighbour = (way: Way): string | undefined => neighbourOf(daysAround(period.value, at.value, all), way, all);
  const isToCome = period.value === 'challenge' && standingOf(challenge, todayNow())?.at === 'before';
  return (
    <>
      <Where
        period={period.value}
        days={days}
        isThere={(way) => neighbour(way) !== undefined}
        onPeriod={(chosen) => {
          period.value = chosen;
        }}
        onStep={(way) => {
          at.value = neighbour(way) ?? at.value;
        }}
      />
      {period.value === 'challenge' && <ChallengeDays challenge={challenge} measured={measured} />}
      {isToCome ? (
        <p class="muted">{say(words.toCome)}</p>
      ) : (
        <>
          <Looked period={period.value} asked={asked} known={known} />
          {failure !== undefined && <Failure error={failure} onAgain={again} />}
          <Charts shown={shown} />
          <Missing days={asked} known={known} />
        </>
      )}
    </>
  );
}

interface LookedProps {
  readonly period: Period;
  readonly asked: readonly string[];
  readonly known: KnownDays;
}

/** How far the looking up is, and what came of it. */
function Looked({ period, asked, known }: LookedProps) {
  const done = asked.filter((day) => known.asked.has(day)).length;
  const all = format.number(asked.length);
  const looking = say(words.looking, { done: format.number(done), all });
  // Of a day that is closed or damaged nobody can say here whether anything was measured.
  const isPartly = asked.some((day) => known.closed.has(day) || known.damaged.has(day));
  const found = isPartly ? words.measuredShown : words.measured;
  const measured = say(found, { count: asked.filter((day) => known.values.has(day)).length });
  const told = (text: string): string => (isWeekly(period) ? `${text} ${say(words.meanDay)}` : text);
  const counts = [0, 1, asked.length].flatMap((count) =>
    [words.measured, words.measuredShown].map((each) => say(each, { count })),
  );
  const most = [say(words.looking, { done: all, all }), ...counts];
  return <Room look="muted" text={told(done < asked.length ? looking : measured)} others={most.map(told)} />;
}

const todayNow = (): string => dayOf(new Date(now.value * 1000));

interface ChallengeDaysProps {
  readonly challenge: Challenge;
  readonly measured: Days;
}

function ChallengeDays({ challenge, measured }: ChallengeDaysProps) {
  const today = todayNow();
  const others = [
    { from: null, until: null },
    { from: measured.from, until: today },
  ];
  return <Room text={challengeText(challenge, today)} others={others.map((each) => challengeText(each, today))} />;
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
    none: (span) => noneWord(whyNone(span, known)),
  };
}

interface WhereProps {
  readonly period: Period;
  readonly days: Days;
  /** Whether there is anything that way. */
  readonly isThere: (way: Way) => boolean;
  readonly onPeriod: (period: Period) => void;
  readonly onStep: (way: Way) => void;
}

/** Which days are shown, and the way to others. */
function Where({ period, days, isThere, onPeriod, onStep }: WhereProps) {
  const step = (way: Way, label: string) => (
    <Button disabled={!isThere(way)} onPress={() => onStep(way)}>
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

/** Seconds: as many words as a mean may have. */
const NEARLY_A_DAY = 86_340;

function Charts({ shown }: { readonly shown: Shown }) {
  return (
    <div class="grid-wide">
      <BarsCard
        shown={shown}
        name="steps"
        what={say(words.steps)}
        amountOf={({ steps }) => steps}
        text={format.number}
        summary={(mean) => say(words.stepsSummary, { mean, goal: format.number(STEPS_GOAL) })}
        largest={88_888}
        goal={STEPS_GOAL}
      />
      <HeartOverTime shown={shown} />
      <BarsCard
        shown={shown}
        name="sleep"
        what={say(words.sleep)}
        amountOf={({ asleep }) => asleep}
        text={format.duration}
        summary={(mean) => say(words.sleepSummary, { mean })}
        largest={NEARLY_A_DAY}
      />
      <BarsCard
        shown={shown}
        name="worn"
        what={say(words.worn)}
        amountOf={({ worn }) => worn}
        text={format.duration}
        summary={(mean) => say(words.wornSummary, { mean })}
        largest={NEARLY_A_DAY}
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
