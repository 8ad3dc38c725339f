import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { BarChart, ChartFrame, DataTable, Disclosure, format, say } from '../../../kit/index.js';
import { Work } from '../answer.js';
import { sessionText, targetText } from '../compose/session-words.js';
import { shortDaysText } from '../days-text.js';
import * as coach from '../messages.js';
import { pathOf } from '../people/gather.js';
import { openRead } from '../person/open-read.js';
import { ReadButton } from '../person/read-button.js';
import { askService } from '../service.js';
import { type Adherence, type Adherent, type AdherentWeek, readAdherence } from '../shapes.js';
import * as words from './messages.js';

export interface AdherenceCardProps {
  readonly pseudonym: string;
  readonly leaf: string;
}

export interface AdherenceProps extends AdherenceCardProps {
  readonly sharesSteps: boolean;
  /** What stands below it comes with it: nothing moves by itself. */
  readonly children: ComponentChildren;
}

/** What was done of a programme: as the person told it, and where the coach gives a reason as it was measured. */
export function AdherenceCard({ pseudonym, leaf, sharesSteps, children }: AdherenceProps) {
  const purpose = useSignal<string | undefined>(undefined);
  const work = (signal: AbortSignal): Promise<Adherence> =>
    followed({ pseudonym, leaf, purpose: purpose.value, signal });
  return (
    <Work key={purpose.value} name={`${leaf} ${purpose.value}`} work={work}>
      {(adherence) => (
        <>
          <section class="card stack">
            <Heading isRead={purpose.value !== undefined} />
            <Done adherence={adherence} isRead={purpose.value !== undefined} />
            {sharesSteps && purpose.value === undefined && (
              <ReadButton
                pseudonym={pseudonym}
                label={say(words.withSteps)}
                help={say(coach.isARead)}
                onPress={(given) => {
                  purpose.value = given;
                }}
              />
            )}
          </section>
          {children}
        </>
      )}
    </Work>
  );
}

/** The button that was pressed for a read is gone once it is there: whoever pressed it goes on here. */
function Heading({ isRead }: { readonly isRead: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (isRead && document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <h2 ref={heading} tabIndex={-1}>
      {say(words.done)}
    </h2>
  );
}

interface Followed extends AdherenceCardProps {
  readonly purpose: string | undefined;
  readonly signal: AbortSignal;
}

function followed({ pseudonym, leaf, purpose, signal }: Followed): Promise<Adherence> {
  const path = pathOf(pseudonym, 'programmes', leaf, 'adherence');
  const question = { path, read: readAdherence, signal };
  if (purpose === undefined) return askService(question);
  return openRead(pseudonym, { ...question, path: `${path}?${new URLSearchParams({ purpose })}` });
}

function Done({ adherence, isRead }: { readonly adherence: Adherence; readonly isRead: boolean }) {
  const { weeks, sessions } = adherence;
  const sum = (of: (week: AdherentWeek) => number): number => weeks.reduce((total, week) => total + of(week), 0);
  const minutes = (value: number): string => format.duration(value * 60);
  return (
    <>
      <ChartFrame
        name="done by week"
        title={say(words.doneByWeek)}
        summary={say(words.doneSummary, { due: sum(({ due }) => due), done: sum(({ done }) => done) })}
        rows={weeks}
        keyOf={({ from }) => from}
        columns={[
          { label: say(words.week), cell: ({ from, until }) => shortDaysText(from, until) },
          { label: say(words.planned), cell: ({ minutesDue }) => minutes(minutesDue), numeric: true },
          { label: say(words.doneColumn), cell: ({ minutesDone }) => minutes(minutesDone), numeric: true },
          { label: say(words.shareColumn), cell: ({ due, done }) => say(words.shareOf, shareOf(due, done)) },
        ]}
      >
        <div class="narrow">
          <BarChart
            bars={weeks.map(({ from, due, minutesDone }) => barOf(from, due === 0 ? undefined : minutesDone))}
          />
        </div>
      </ChartFrame>
      <p class="small muted">{say(isRead ? words.alsoMeasured : words.told)}</p>
      <Disclosure label={say(words.sessions)}>
        <Sessions sessions={sessions} isRead={isRead} />
      </Disclosure>
    </>
  );
}

/** A week of which nothing is over yet is not known. */
const barOf = (from: string, value: number | undefined) => ({ label: format.shortDate(from), value });
const shareOf = (due: number, done: number) => ({ due: format.number(due), done: format.number(done) });

const STATES = { done: 'done', 'not-done': 'undone', unreported: 'silent', ahead: 'ahead' } as const;

function Sessions({ sessions, isRead }: { readonly sessions: readonly Adherent[]; readonly isRead: boolean }) {
  const measured = { label: say(words.stepsColumn), cell: measuredText, numeric: true };
  return (
    <DataTable
      caption={say(words.sessions)}
      rows={sessions}
      keyOf={({ place }) => place}
      columns={[
        { label: say(coach.day), cell: ({ day }) => format.weekDay(day) },
        { label: say(words.what), cell: sessionText },
        { label: say(words.aim), cell: ({ target }) => targetText(target) },
        { label: say(words.state), cell: stateText },
        ...(isRead ? [measured] : []),
      ]}
    />
  );
}

const stateText = ({ state, effort }: Adherent): string =>
  say(words.states, { state: STATES[state], effort: effort === null ? 'none' : String(effort) });

function measuredText({ measured, reached }: Adherent): string {
  if (measured === null) return say(words.notKnown);
  return say(words.reached, { steps: format.number(measured.steps), reached: String(reached) });
}
