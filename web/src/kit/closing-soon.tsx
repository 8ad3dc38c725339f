import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './button.js';
import { announce } from './live-region.js';
import { Notice } from './notice.js';

export interface ClosingSoonProps {
  /** What ends by itself, when, and how to go on; undefined as long as it does not. */
  readonly soon: string | undefined;
  /** That it did, for whoever listens; undefined as long as it did not. */
  readonly closed: string | undefined;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

/**
 * Says that something ends by itself, before it does and once it did (WCAG 2.2, 2.2.1), over the foot of the page. The focus stays where
 * somebody types.
 */
export function ClosingSoon({ soon, closed, children }: ClosingSoonProps) {
  const told = soon ?? closed;
  // Not again for another language.
  useEffect(() => {
    if (told !== undefined) announce(told);
  }, [soon === undefined, closed === undefined]);
  if (soon === undefined) return null;
  return (
    <Notice tone="care">
      <p>{soon}</p>
      {children}
    </Notice>
  );
}

export interface KeepButtonProps {
  readonly label: string;
  /** Said aloud meanwhile. */
  readonly keeping: string;
  /** Said aloud once it was kept, by what is known then. */
  readonly kept: () => string;
  readonly keep: () => Promise<void>;
  /** The sentence for what went wrong. */
  readonly sentenceOf: (error: unknown) => string;
}

/** One press and it does not end. */
export function KeepButton({ label, keeping, kept, keep, sentenceOf }: KeepButtonProps) {
  const busy = useSignal(false);
  const before = useRef<EventTarget | null>(null);
  const press = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    announce(keeping);
    try {
      await keep();
      announce(kept());
      backTo(before.current);
    } catch (error) {
      announce(sentenceOf(error));
    }
    busy.value = false;
  };
  return (
    <div
      onFocusIn={({ relatedTarget }) => {
        before.current = relatedTarget;
      }}
    >
      <Button disabled={busy.value} onPress={() => void press()}>
        {label}
      </Button>
    </div>
  );
}

/** The button that was pressed is gone: on where somebody was before. */
function backTo(before: EventTarget | null): void {
  const isThere = before instanceof HTMLElement && before.isConnected;
  (isThere ? before : document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
}
