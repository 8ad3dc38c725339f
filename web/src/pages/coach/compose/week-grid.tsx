import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { announce, format, Mark, say } from '../../../kit/index.js';
import type { Warning } from '../shapes.js';
import * as words from './messages.js';
import { change, type Draft, minutesOf, moveBy, type PlannedDay, type PlannedSession, weeksOf } from './plan.js';
import { sessionText, targetText } from './session-words.js';

export interface WeekGridProps {
  readonly draft: Draft;
  readonly warnings: readonly Warning[];
  readonly onChange: (draft: Draft) => void;
  /** A session is to be changed. */
  readonly onOpen: (key: number) => void;
  readonly onAdd: (day: string) => void;
}

/** Days that a key moves a session by. */
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** Of the button that adds a session on a day. */
export const addIdOf = (day: string): string => `add-${day}`;

const idOf = (key: number): string => `session-${key}`;

/** The weeks of a plan. A session is moved by dragging it, by the keys, or by its day in its own dialogue. */
export function WeekGrid(props: WeekGridProps) {
  const { draft, onChange } = props;
  const [moved, dragged] = [useSignal<number | undefined>(undefined), useSignal<number | undefined>(undefined)];
  // Where a session went to it is another element, which has the focus from there on.
  useLayoutEffect(() => {
    if (moved.value !== undefined) document.getElementById(idOf(moved.value))?.focus();
    moved.value = undefined;
  }, [draft]);
  const move = (key: number, next: Draft): void => {
    const day = next.sessions.find((session) => session.key === key)?.day;
    if (day === undefined || day === draft.sessions.find((session) => session.key === key)?.day) {
      announce(say(words.notMoved));
      return;
    }
    moved.value = key;
    onChange(next);
    announce(say(words.moved, { day: format.day(day) }));
  };
  const drop = (day: string): void => {
    const { value: key } = dragged;
    dragged.value = undefined;
    if (key !== undefined) move(key, change(draft, key, { day }));
  };
  return (
    <div class="stack">
      <p class="small muted">{say(words.how)}</p>
      {weeksOf(draft).map((days, i) => (
        <section key={days[0]?.day} class="stack-close">
          <h3>{say(words.weekOf, { number: `${i + 1}`, minutes: format.duration(minutesOf(days) * 60) })}</h3>
          <ol class="week">
            {days.map((day) => (
              <DayCell key={day.day} {...props} day={day} dragged={dragged} onMove={move} onDropped={drop} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

interface DayCellProps extends WeekGridProps {
  readonly day: PlannedDay;
  /** Key of the session that is dragged: what is dragged tells nobody else. */
  readonly dragged: Signal<number | undefined>;
  readonly onMove: (key: number, next: Draft) => void;
  /** What is dragged was let go here. */
  readonly onDropped: (day: string) => void;
}

function DayCell({ day: { day, sessions }, onDropped, ...props }: DayCellProps) {
  const { draft, warnings, dragged, onOpen, onAdd, onMove } = props;
  const isOver = useSignal(false);
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    isOver.value = is;
  };
  const drop = (event: DragEvent): void => {
    over(false)(event);
    onDropped(day);
  };
  return (
    <li class={isOver.value ? 'day day-over' : 'day'} onDragOver={over(true)} onDragLeave={over(false)} onDrop={drop}>
      <p class="small day-name">
        {format.shortDay(day)}
        {warnings.some((warning) => warning.day === day) && (
          <span class="tone-care">
            <Mark tone="care" />
          </span>
        )}
      </p>
      <ul class="plain stack-close">
        {sessions.map((session) => (
          <Card
            key={session.key}
            session={session}
            onOpen={() => onOpen(session.key)}
            onDrag={() => {
              dragged.value = session.key;
            }}
            onMove={(by) => onMove(session.key, moveBy(draft, session.key, by))}
          />
        ))}
      </ul>
      <button
        type="button"
        class="day-add"
        id={addIdOf(day)}
        aria-label={say(words.addOn, { day: format.day(day) })}
        onClick={() => onAdd(day)}
      >
        +
      </button>
    </li>
  );
}

interface CardProps {
  readonly session: PlannedSession;
  readonly onOpen: () => void;
  readonly onDrag: () => void;
  readonly onMove: (days: number) => void;
}

function Card({ session, onOpen, onDrag, onMove }: CardProps) {
  const [what, aim] = [sessionText(session), targetText(session.target)];
  const drag = ({ dataTransfer }: DragEvent): void => {
    // Some browsers drag nothing that has no words.
    dataTransfer?.setData('text/plain', what);
    onDrag();
  };
  const press = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    // With these the browser or the screen reader does something else.
    const isOther = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
    if (step === undefined || isOther) return;
    event.preventDefault();
    onMove(step);
  };
  return (
    <li class={`session session-${session.kind}`} draggable onDragStart={drag}>
      {/* Not every browser drags what is a button. */}
      <span class="grip" aria-hidden="true" />
      <button type="button" id={idOf(session.key)} onClick={onOpen} onKeyDown={press}>
        <span>{what}</span> {session.target !== null && <span class="small">{aim}</span>}{' '}
        <span class="for-ears">{say(words.sessionOn, { day: format.day(session.day) })}</span>
      </button>
    </li>
  );
}
