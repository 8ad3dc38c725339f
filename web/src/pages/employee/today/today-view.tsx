import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { format, say } from '../../../kit/index.js';
import { isOpen } from '../agent.js';
import { Answer, type Answered, Waiting } from '../answer.js';
import { dayBefore } from '../days.js';
import { isToday } from '../freshness.js';
import { type PairingState, usePairing } from '../pairing/pairing.js';
import { ClosedPast } from '../passphrase-form.js';
import { useDay } from './day-answer.js';
import { HeartCard } from './heart-card.js';
import * as words from './messages.js';
import { NightCard } from './night-card.js';
import { NothingYet } from './nothing-yet.js';
import { noticesOf } from './notices.js';
import { readStatus, type Samples, type Status } from './status.js';
import { StepsCard } from './steps-card.js';
import { WearablesCard } from './wearables-card.js';

/** The day that is under way, at a glance; where nothing of it is here yet, the last one. */
export function TodayView() {
  // For as long as somebody is at the day: what stands there is replaced as a whole, and what was found nearby stays.
  const pairing = usePairing();
  return (
    <Answer path="/v1/status" read={readStatus}>
      {(status, again) => <Glance status={status} pairing={pairing} onPaired={again} />}
    </Answer>
  );
}

interface GlanceProps {
  readonly status: Status;
  readonly pairing: PairingState;
  readonly onPaired: () => void;
}

function Glance(props: GlanceProps) {
  const day = props.status.days?.until;
  // As a whole where damage is what there is to be told: it stands above.
  if (day === undefined) return <Around key={String(props.status.damaged.length > 0)} {...props} />;
  // Anew where the past is opened or closed: what stands there is replaced as a whole, and nothing of it moves.
  return <Measured key={String(isOpen.value)} {...props} day={day} />;
}

/** All of it at once: a card that comes later than another would move what is there. */
function Measured({ day, ...props }: GlanceProps & { readonly day: string }) {
  const steps = useDay({ day, metric: 'steps', granularity: 'hour' });
  const heart = useDay({ day, metric: 'heart-rate', granularity: 'raw' });
  const night = useDay({ day, since: dayBefore(day), metric: 'sleep', granularity: 'raw' });
  const answers = [steps, heart, night];
  // A day that began meanwhile takes the place of the one before once all of it is there.
  const shown = useRef<AllOfDay | undefined>(undefined);
  if (answers.every(({ isOfNow }) => isOfNow)) shown.current = { day, ...props, steps, heart, night };
  return shown.current === undefined ? <Waiting /> : <AllOfDay {...shown.current} />;
}

interface AllOfDay extends GlanceProps {
  readonly day: string;
  readonly steps: Answered<Samples>;
  readonly heart: Answered<Samples>;
  readonly night: Answered<Samples>;
}

function AllOfDay({ day, steps, heart, night, ...props }: AllOfDay) {
  const isClosed = [steps, heart, night].some(
    ({ asked }) => asked.state === 'there' && asked.value.closed.includes(day),
  );
  // As a whole: nothing of what stands there moves.
  const what = `${day} ${isClosed}`;
  useFocusKept(what);
  return (
    <>
      {isClosed && <ClosedPast />}
      <Around key={what} {...props}>
        <StepsCard day={day} answered={steps} />
        <HeartCard day={day} answered={heart} />
        <NightCard day={day} answered={night} />
      </Around>
    </>
  );
}

/** Where what had the focus was replaced, it is the heading's. */
function useFocusKept(what: string): void {
  const before = useRef(what);
  useLayoutEffect(() => {
    if (before.current === what) return;
    before.current = what;
    const isLost = document.activeElement === document.body;
    if (isLost) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  }, [what]);
}

/** What is told of every day. */
function Around({ status, pairing, onPaired, children }: GlanceProps & { readonly children?: ComponentChildren }) {
  const day = status.days?.until;
  const notices = noticesOf(status);
  // What comes while this is looked at is put below it.
  const [before] = useState(() => new Set(notices.map(({ key }) => key)));
  const above = notices.filter(({ key }) => before.has(key));
  const below = notices.filter(({ key }) => !before.has(key));
  return (
    <>
      {above}
      {day === undefined ? (
        status.damaged.length === 0 && <NothingYet />
      ) : (
        <p class="muted">{say(isToday(day) ? words.dayToday : words.dayLast, { day: format.day(day) })}</p>
      )}
      <div class="grid">
        {children}
        <KeptCard status={status} />
        <WearablesCard status={status} pairing={pairing} onPaired={onPaired} />
      </div>
      {below}
    </>
  );
}

function KeptCard({ status: { envelopes, receipts, anchored, witnesses } }: { readonly status: Status }) {
  if (envelopes === null || receipts === null || anchored === null) return null;
  const counts = { stored: format.number(receipts), anchored: format.number(anchored), witnesses };
  return (
    <section class="card stack-close">
      <h2>{say(words.kept, { witnesses })}</h2>
      <p>{say(words.keptSummary, { made: envelopes, ...counts })}</p>
      <p class="small muted">{say(words.keptWhy, { witnesses })}</p>
    </section>
  );
}
