import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Button, go, say } from '../../../kit/index.js';
import { remember, rememberedOf } from '../memory.js';
import type { Person, Warning } from '../shapes.js';
import { LoadCard } from './load-card.js';
import * as words from './messages.js';
import { add, type Draft } from './plan.js';
import { SendDialog } from './send-dialog.js';
import { SessionDialog } from './session-dialog.js';
import { TemplateForm } from './template-form.js';
import { TextField } from './text-field.js';
import { faultySession, headingsFault, MOST_NAME, MOST_PROSE, titleFault } from './text-limits.js';
import { WeekGrid } from './week-grid.js';

/** A programme in the making: of a template, of what was sent before, or of what is proposed. */
export function ComposeView({ person: { pseudonym } }: { readonly person: Person }) {
  const { draft } = rememberedOf(pseudonym);
  const keep = (changed: Draft | undefined): void => remember(pseudonym, { draft: changed });
  if (draft === undefined) return <TemplateForm pseudonym={pseudonym} onMade={keep} />;
  return <Editor pseudonym={pseudonym} draft={draft} onChange={keep} />;
}

interface EditorProps {
  readonly pseudonym: string;
  readonly draft: Draft;
  /** `undefined` throws it away. */
  readonly onChange: (draft: Draft | undefined) => void;
}

function Editor({ pseudonym, draft, onChange }: EditorProps) {
  const [opened, sending] = [useSignal<number | undefined>(undefined), useSignal(false)];
  const warnings = useSignal<readonly Warning[]>([]);
  const headings = useRef<HTMLDivElement>(null);
  const open = (key: number | undefined): void => {
    opened.value = key;
  };
  const addOn = (day: string): void => {
    const [changed, key] = add(draft, day, 'walk');
    onChange(changed);
    open(key);
  };
  const leave = (): void => {
    onChange(undefined);
    go('people', pseudonym, 'programme');
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
      <h2>{say(draft.id === undefined ? words.composing : words.revising)}</h2>
      <div ref={headings}>
        <Headings draft={draft} onChange={onChange} />
      </div>
      <WeekGrid draft={draft} warnings={warnings.value} onChange={onChange} onOpen={open} onAdd={addOn} />
      <div class="row">
        <Button look="main" onPress={send}>
          {say(words.send)}
        </Button>
        <Button look="danger" onPress={leave}>
          {say(words.discard)}
        </Button>
      </div>
      {/* Last, so that what it says of the plan moves nothing. */}
      <LoadCard
        draft={draft}
        onTold={(told) => {
          warnings.value = told;
        }}
      />
      <SessionDialog draft={draft} opened={opened.value} onChange={onChange} onClose={() => open(undefined)} />
      <SendDialog
        pseudonym={pseudonym}
        draft={draft}
        warnings={warnings.value}
        open={sending.value}
        onClose={() => {
          sending.value = false;
        }}
        onSent={leave}
      />
    </section>
  );
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
