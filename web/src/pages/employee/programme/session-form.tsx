import { useSignal } from '@preact/signals';
import { announce, Button, Choice, Field, format, Notice, say, unsentOf } from '../../../kit/index.js';
import { askAgent } from '../agent.js';
import { sentenceOf } from '../failure.js';
import { flag, members } from '../read-json.js';
import { tooLong } from '../too-long.js';
import { typedAt } from '../typed.js';
import * as words from './messages.js';
import type { Session } from './programmes.js';

export interface SessionFormProps {
  /** Leaf of its programme. */
  readonly programme: string;
  readonly session: Session;
  readonly isToday: boolean;
  readonly onTold: () => void;
}

const EFFORTS = ['', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const;

/** One session, and what is to be said of it: the last that is said counts. What was not said yet stays, also while the past is closed. */
export function SessionForm({ programme, session, isToday, onTold }: SessionFormProps) {
  const effort = typedAt('effort', programme, session.number);
  const note = typedAt('note', programme, session.number);
  const { busy, failure, tell } = useTelling({ effort, note, programme, session, onTold });
  const told = { what: whatOf(session), length: format.duration(session.minutes * 60) };
  return (
    <fieldset class="fieldset stack">
      <legend>
        {isToday ? say(words.today, told) : say(words.earlier, { ...told, day: format.day(session.day) })}
      </legend>
      {session.target !== null && <p>{aimOf(session.target)}</p>}
      {session.note !== '' && <p class="notice-text">{session.note}</p>}
      <Said report={session.report} />
      <Choice
        label={say(words.effort)}
        value={effort.value}
        options={EFFORTS.map((value) => ({
          value,
          label: value === '' ? say(words.effortNone) : say(words.effortOf, { value: Number(value) }),
        }))}
        onChange={(value) => {
          effort.value = value;
        }}
      />
      <Field
        label={say(words.note)}
        value={note.value}
        error={tooLong(note.value) ?? failure.value?.()}
        onInput={(value) => {
          note.value = value;
        }}
      />
      <div class="row">
        <Button
          look="main"
          disabled={busy.value}
          onPress={() => void tell(true)}
          label={`${say(words.done)}: ${told.what}`}
        >
          {say(words.done)}
        </Button>
        <Button disabled={busy.value} onPress={() => void tell(false)} label={`${say(words.notDone)}: ${told.what}`}>
          {say(words.notDone)}
        </Button>
      </div>
    </fieldset>
  );
}

const Said = ({ report }: Pick<Session, 'report'>) =>
  report === null ? null : (
    <Notice tone="good">
      <p>{saidOf(report)}</p>
    </Notice>
  );

interface TellingOptions extends Omit<SessionFormProps, 'isToday'> {
  readonly effort: { value: string };
  readonly note: { value: string };
}

/** Says it once, however often it is pressed. */
function useTelling({ effort, note, programme, session, onTold }: TellingOptions) {
  const failure = useSignal<(() => string) | undefined>(undefined);
  const busy = useSignal(false);
  const tell = async (done: boolean): Promise<void> => {
    if (busy.value) return;
    const over = tooLong(note.value);
    if (over !== undefined) return announce(over);
    [busy.value, failure.value] = [true, undefined];
    const felt = done && effort.value !== '' ? { effort: Number(effort.value) } : {};
    const sent = note.value;
    const body = { programme, session: session.number, done, ...felt, note: sent };
    const read = members({ received: flag });
    try {
      const { received } = await askAgent({ path: '/v1/programmes/reports', method: 'POST', body, read });
      announce(say(words.told, { received: String(received) }));
      note.value = unsentOf(note.value, sent);
      if (!done) effort.value = '';
      onTold();
    } catch (error) {
      failure.value = () => sentenceOf(error);
      announce(failure.value());
    }
    busy.value = false;
  };
  return { busy, failure, tell };
}

export const whatOf = ({ kind }: Pick<Session, 'kind'>): string => say(words.session, { kind });

export function saidOf(report: Session['report']): string {
  if (report === null) return say(words.open);
  return report.done ? say(words.saidDone, { effort: String(report.effort ?? 'none') }) : say(words.saidNotDone);
}

function aimOf({ steps, low, high, effort }: NonNullable<Session['target']>): string {
  if (steps !== undefined) return say(words.aimSteps, { steps: format.number(steps) });
  if (effort !== undefined) return say(words.aimEffort, { effort: format.number(effort) });
  return say(words.aimHeart, { low: format.number(low ?? 0), high: format.number(high ?? 0) });
}
