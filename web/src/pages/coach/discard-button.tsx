import { useSignal } from '@preact/signals';
import { announce, Button, say } from '../../kit/index.js';
import { LosingDialog } from './losing-dialog.js';
import * as words from './messages.js';
import { isUnknown } from './send-once.js';

export interface DiscardButtonProps {
  readonly pseudonym: string;
  readonly onDiscard: () => void;
}

/** Throws away what was being written or composed, once that was asked. */
export function DiscardButton({ pseudonym, onDiscard }: DiscardButtonProps) {
  const asking = useSignal(false);
  const maybeSent = isUnknown(pseudonym, 'messages') || isUnknown(pseudonym, 'programmes');
  const ask = (is: boolean) => (): void => {
    asking.value = is;
  };
  const discard = (): void => {
    onDiscard();
    announce(say(words.discarded));
  };
  return (
    <>
      <Button look="danger" onPress={ask(true)}>
        {say(words.discard)}
      </Button>
      <LosingDialog
        title={say(words.discardAsked)}
        how={say(words.discardHow, { sent: maybeSent ? 'maybe' : 'no' })}
        still={say(words.discardStill)}
        keep={say(words.keepIt)}
        open={asking.value}
        onClose={ask(false)}
        onStill={discard}
      />
    </>
  );
}
