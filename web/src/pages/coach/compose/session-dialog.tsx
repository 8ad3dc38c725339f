import { useRef } from 'preact/hooks';
import { announce, Button, Choice, DayField, Dialog, format, say } from '../../../kit/index.js';
import { KINDS, type Session } from '../shapes.js';
import * as words from './messages.js';
import { NumberField } from './number-field.js';
import { change, type Draft, type PlannedSession, remove } from './plan.js';
import { TargetFields } from './target-fields.js';
import { TextField } from './text-field.js';
import { MOST_NAME } from './text-limits.js';

export interface SessionDialogProps {
  readonly draft: Draft;
  /** Key of the session that is changed; undefined while none is. */
  readonly opened: number | undefined;
  readonly onChange: (draft: Draft) => void;
  readonly onClose: () => void;
  /** The session of a day was taken away. */
  readonly onTaken: (day: string) => void;
}

/** Day, length and target of one session. */
export function SessionDialog({ draft, opened, onChange, onClose, onTaken }: SessionDialogProps) {
  const fields = useRef<HTMLDivElement>(null);
  const session = draft.sessions.find(({ key }) => key === opened);
  const by = (changes: Partial<Session>): void => {
    if (session !== undefined) onChange(change(draft, session.key, changes));
  };
  const take = (): void => {
    if (session !== undefined) {
      onChange(remove(draft, session.key));
      onTaken(session.day);
    }
    onClose();
    announce(say(words.taken));
  };
  // What is no number is not thrown away without a word; Escape does that on purpose.
  const finish = (): void => {
    const wrong = fields.current?.querySelector<HTMLElement>('[aria-invalid=true]');
    if (wrong) wrong.focus();
    else onClose();
  };
  return (
    <Dialog title={say(words.session)} open={session !== undefined} onClose={onClose}>
      <div ref={fields} class="stack">
        {session !== undefined && <Fields key={session.key} draft={draft} session={session} onChange={by} />}
      </div>
      <div class="row">
        <Button look="main" onPress={finish}>
          {say(words.ready)}
        </Button>
        <Button look="danger" onPress={take}>
          {say(words.take)}
        </Button>
      </div>
    </Dialog>
  );
}

interface FieldsProps {
  readonly draft: Draft;
  readonly session: PlannedSession;
  readonly onChange: (changes: Partial<Session>) => void;
}

function Fields({ draft: { from, until }, session, onChange }: FieldsProps) {
  return (
    <>
      <Choice
        label={say(words.kind)}
        value={session.kind}
        options={KINDS.map((value) => ({ value, label: say(words.kinds, { kind: value }) }))}
        onChange={(kind) => onChange({ kind })}
      />
      <DayField
        label={say(words.day, { from: format.day(from), until: format.day(until) })}
        value={session.day}
        {...{ from, until }}
        onChange={(day) => onChange({ day })}
      />
      <NumberField
        label={say(words.minutes)}
        value={session.minutes}
        most={1_440}
        wrong={say(words.minutesWrong)}
        onChange={(minutes) => onChange({ minutes })}
      />
      <TargetFields target={session.target} onChange={(target) => onChange({ target })} />
      <TextField label={say(words.note)} most={MOST_NAME} value={session.note} onInput={(note) => onChange({ note })} />
    </>
  );
}
