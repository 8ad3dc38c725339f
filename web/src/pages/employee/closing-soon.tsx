import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce, Button, Notice, say } from '../../kit/index.js';
import { closesWithin, closing, openPast, passphraseGiven } from './agent.js';
import { sentenceOf } from './failure.js';
import * as words from './messages.js';

/**
 * Says that the past closes by itself, before it does and once it did. The focus stays where somebody types.
 */
export function ClosingSoon() {
  const at = closing.value;
  useEffect(() => {
    if (at === 'soon') announce(soonText());
    if (at === 'closed') announce(say(words.closedByItself));
  }, [at]);
  if (at !== 'soon') return null;
  return (
    <Notice tone="care">
      <p>{soonText()}</p>
      {passphraseGiven() !== undefined && <KeepOpen />}
    </Notice>
  );
}

/** After a reload the page does not have the passphrase any more. */
const soonText = (): string =>
  [
    say(words.closesSoon, { seconds: closesWithin.value }),
    ...(passphraseGiven() === undefined ? [say(words.closesSoonHow)] : []),
  ].join(' ');

/** By the passphrase that was given: the agent wants it for each ten minutes. */
function KeepOpen() {
  const busy = useSignal(false);
  const before = useRef<EventTarget | null>(null);
  const keep = async (): Promise<void> => {
    const passphrase = passphraseGiven();
    if (busy.value || passphrase === undefined) return;
    busy.value = true;
    announce(say(words.opening));
    try {
      await openPast(passphrase);
      announce(say(words.opened));
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
      <Button disabled={busy.value} onPress={() => void keep()}>
        {say(words.keepOpen)}
      </Button>
    </div>
  );
}

/** The button that was pressed is gone: on where somebody was before. */
function backTo(before: EventTarget | null): void {
  const isThere = before instanceof HTMLElement && before.isConnected;
  (isThere ? before : document.querySelector<HTMLElement>('main h1'))?.focus({ preventScroll: true });
}
