import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { announce, Button } from '../../kit/index.js';
import { sentenceOf } from './failure.js';

export interface StayButtonProps {
  readonly label: string;
  /** What it throws is said. */
  readonly onStay: () => Promise<void>;
}

/** Puts off what ends by itself. It is gone after that, and whoever pressed it goes on where they were. */
export function StayButton({ label, onStay }: StayButtonProps) {
  const busy = useSignal(false);
  const before = useRef<EventTarget | null>(null);
  const stay = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    try {
      await onStay();
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
      <Button disabled={busy.value} onPress={() => void stay()}>
        {label}
      </Button>
    </div>
  );
}

function backTo(before: EventTarget | null): void {
  const isThere = before instanceof HTMLElement && before.isConnected;
  (isThere ? before : document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
}
