import { Button, Dialog } from '../../kit/index.js';

export interface LosingDialogProps {
  readonly title: string;
  readonly how: string;
  /** What does it all the same, and what keeps what there is. */
  readonly still: string;
  readonly keep: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onStill: () => void;
}

/** What is not sent is thrown away by nobody who did not say so. */
export function LosingDialog({ title, how, still, keep, open, onClose, onStill }: LosingDialogProps) {
  const lose = (): void => {
    onClose();
    onStill();
  };
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <p>{how}</p>
      <div class="row">
        <Button look="danger" onPress={lose}>
          {still}
        </Button>
        <Button onPress={onClose}>{keep}</Button>
      </div>
    </Dialog>
  );
}
