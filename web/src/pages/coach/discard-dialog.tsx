import { Button, Dialog, say } from '../../kit/index.js';
import * as words from './messages.js';

export interface DiscardDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onDiscard: () => void;
}

/** What is not sent is thrown away by nobody who did not say so. */
export function DiscardDialog({ open, onClose, onDiscard }: DiscardDialogProps) {
  const discard = (): void => {
    onClose();
    onDiscard();
  };
  return (
    <Dialog title={say(words.discardAsked)} open={open} onClose={onClose}>
      <p>{say(words.discardHow)}</p>
      <div class="row">
        <Button look="danger" onPress={discard}>
          {say(words.discardStill)}
        </Button>
        <Button onPress={onClose}>{say(words.keepIt)}</Button>
      </div>
    </Dialog>
  );
}
