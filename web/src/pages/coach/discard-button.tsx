import { useSignal } from '@preact/signals';
import { announce, Button, say } from '../../kit/index.js';
import { LosingDialog, type LosingDialogProps } from './losing-dialog.js';
import * as words from './messages.js';

/** Throws away what was being written or composed, once that was asked. */
export function DiscardButton({ onDiscard }: { readonly onDiscard: () => void }) {
  const asking = useSignal(false);
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
      <DiscardDialog open={asking.value} onClose={ask(false)} onStill={discard} />
    </>
  );
}

/** Asks first. */
export const DiscardDialog = (props: Pick<LosingDialogProps, 'open' | 'onClose' | 'onStill'>) => (
  <LosingDialog
    {...props}
    title={say(words.discardAsked)}
    how={say(words.discardHow)}
    still={say(words.discardStill)}
    keep={say(words.keepIt)}
  />
);
