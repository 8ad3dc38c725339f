import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button, go, place, say } from '../../../kit/index.js';
import { DiscardButton } from '../discard-button.js';
import { Failure } from '../failure.js';
import { beginDraft, dropDraft, remember, rememberedOf } from '../memory.js';
import { failureOf } from '../sending.js';
import type { Person, Warning } from '../shapes.js';
import { LoadCard } from './load-card.js';
import * as words from './messages.js';
import { add, type Draft } from './plan.js';
import { SendDialog } from './send-dialog.js';
import { SessionDialog } from './session-dialog.js';
import { TemplateForm } from './template-form.js';
import { TextField } from './text-field.js';
import { faultySession, headingsFault, MOST_NAME, MOST_PROSE, titleFault } from './text-limits.js';
import { addIdOf, WeekGrid } from './week-grid.js';

/** A programme in the making: of a template, of what was sent before, or of what is proposed. */
export function ComposeView({ person: { pseudonym } }: { readonly person: Person }) {
  const { draft } = rememberedOf(pseudonym);
  const isMade = useRef(false);
  const keep = (changed: Draft): void => remember(pseudonym, { draft: changed });
  const make = (made: Draft): void => {
    isMade.current = true;
    beginDraft(pseudonym, made);
  };
  if (draft === undefined) return <TemplateForm pseudonym={pseudonym} onMade={make} />;
  return <Editor pseudonym={pseudonym} draft={draft} isMade={isMade.current} onChange={keep} />;
}

interface EditorProps {
  readonly pseudonym: string;
  readonly draft: Draft;
  /** Whether it was made of a template here and now. */
  readonly isMade: boolean;
  readonly onChange: (draft: Draft) => void;
}

function Editor({ pseudonym, draft, isMade, onChange }: EditorProps) {
  const opened = useSignal<number | undefined>(undefined);
  const sending = useSignal(false);
  const warnings = useSignal<readonly Warning[]>([]);
  const headings = useRef<HTMLDivElement>(null);
  const { heading, onTaken } = useFocus(draft, isMade);
  const open = (key: number | undefined): void => {
    opened.value = key;
  };
  const addOn = (day: string): void => {
    const [changed, key] = add(draft, day, 'walk');
    onChange(changed);
    open(key);
  };
  const discard = (): void => {
    dropDraft(pseudonym);
    leave(pseudonym);
  };
  const told = (news: readonly Warning[]): void => {
    warnings.value = news;
  };
  // What nobody would take is shown where it stands, and not sent.
  const send = (): void => {
    const faulty = faultySession(draft);
    if (faulty !== undefined) open(faulty.key);
    else if (headingsFault(draft) === undefined) sending.value = true;
    else headings.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
  };
  return (
    <section class="stack">
      <h2 ref={heading} tabIndex={-1}>
        {say(draft.id === undefined ? words.composing : words.revising)}
      </h2>
      <div ref={headings}>
        <Headings draft={draft} onChange={onChange} />
      </div>
      <WeekGrid draft={draft} warnings={warnings.value} onChange={onChange} onOpen={open} onAdd={addOn} />
      <div class="row">
        <Button look="main" onPress={send}>
          {say(words.send)}
        </Button>
        <DiscardButton onDiscard={discard} />
      </div>
      {/* Last, so that what it says of the plan moves nothing. */}
      <LoadCard draft={draft} onTold={told} />
      {!sending.value && <NotSent pseudonym={pseudonym} onAgain={send} />}
      <SessionDialog {...{ draft, onChange, onTaken }} opened={opened.value} onClose={() => open(undefined)} />
      <SendDialog
        pseudonym={pseudonym}
        draft={draft}
        warnings={warnings.value}
        open={sending.value}
        onClose={() => {
          sending.value = false;
        }}
        onSent={() => leave(pseudonym)}
      />
    </section>
  );
}

/** Of a programme that went out and was not taken: while it is asked whether to send it, the dialogue says so. */
function NotSent({ pseudonym, onAgain }: { readonly pseudonym: string; readonly onAgain: () => void }) {
  const failure = failureOf(pseudonym, 'programmes');
  return failure === undefined ? null : <Failure error={failure} onAgain={onAgain} />;
}

/** Whoever went elsewhere meanwhile is led nowhere. */
function leave(pseudonym: string): void {
  const [part, of, view] = place.peek();
  if (part === 'people' && of === pseudonym && view === 'compose') go('people', pseudonym, 'programme');
}

/** Where the focus goes once what had it is gone: the form of the template, or a session that was taken away. */
function useFocus(draft: Draft, isMade: boolean) {
  const [heading, taken] = [useRef<HTMLHeadingElement>(null), useRef<string | undefined>(undefined)];
  useLayoutEffect(() => {
    if (isMade) heading.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (taken.current !== undefined) document.getElementById(addIdOf(taken.current))?.focus();
    taken.current = undefined;
  }, [draft]);
  const onTaken = (day: string): void => {
    taken.current = day;
  };
  return { heading, onTaken };
}

function Headings({ draft, onChange }: Pick<EditorProps, 'draft' | 'onChange'>) {
  return (
    <div class="card stack">
      <TextField
        label={say(words.name)}
        most={MOST_NAME}
        value={draft.title}
        fault={titleFault(draft.title)}
        onInput={(title) => onChange({ ...draft, title })}
      />
      <TextField
        label={say(words.advice)}
        long
        most={MOST_PROSE}
        value={draft.advice}
        onInput={(advice) => onChange({ ...draft, advice })}
      />
    </div>
  );
}
