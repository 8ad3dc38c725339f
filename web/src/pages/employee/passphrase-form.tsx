import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { announce, Button, Field, say } from '../../kit/index.js';
import { closing, openPast } from './agent.js';
import { sayingOf } from './failure.js';
import * as words from './messages.js';

export interface PassphraseFormProps {
  /** On the button. */
  readonly act: string;
  /** Of the button; what cannot be undone looks like it. */
  readonly look?: 'main' | 'danger';
  /** What is done with it; what it throws is said beside the field. */
  readonly onGive: (passphrase: string) => Promise<void>;
  /** What has to be filled in besides, which stands before it. */
  readonly first?: ComponentChildren;
  /** Whether that is filled in; it says itself what is wrong with it. */
  readonly isReady?: () => boolean;
  readonly children?: ComponentChildren;
}

/** Asks for the passphrase, by which alone something is signed or opened. */
export function PassphraseForm({
  act,
  look = 'main',
  onGive,
  first,
  isReady = () => true,
  children,
}: PassphraseFormProps) {
  const typed = useSignal('');
  const failure = useSignal<(() => string) | undefined>(undefined);
  const busy = useSignal(false);
  const give = async (): Promise<void> => {
    if (busy.value || !isReady() || typed.value === '') return;
    busy.value = true;
    failure.value = undefined;
    announce(say(words.opening));
    try {
      await onGive(typed.value);
      typed.value = '';
    } catch (error) {
      failure.value = sayingOf(error);
      announce(failure.value());
    }
    busy.value = false;
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      {/* Whoever keeps passphrases for somebody asks whose it is. */}
      <input type="text" autocomplete="username" value="Fit4Work" hidden readOnly />
      {first}
      <Field
        label={say(words.passphrase)}
        type="password"
        autocomplete="current-password"
        required
        value={typed.value}
        error={failure.value?.()}
        onInput={(value) => {
          typed.value = value;
        }}
      />
      <div class="row">
        <Button submits look={look} disabled={busy.value} onPress={() => undefined}>
          {act}
        </Button>
        {children}
      </div>
    </form>
  );
}

export const CLOSED_PAST = 'closed-past';

/** In the place of what only the passphrase opens. */
export function ClosedPast() {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    // Where somebody was is gone. Not into the field: a sentence that is being typed would go on in it.
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (closing.value === 'closed' && isLost) heading.current?.focus();
  }, []);
  const give = async (passphrase: string): Promise<void> => {
    await openPast(passphrase);
    announce(say(words.opened));
    // The form goes: on where what it opened stands.
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
  };
  return (
    <section class="card stack">
      <h2 id={CLOSED_PAST} ref={heading} tabIndex={-1}>
        {say(words.closedTitle)}
      </h2>
      <p>{say(words.closedWhy)}</p>
      <PassphraseForm act={say(words.open)} onGive={give} />
    </section>
  );
}
