import { useSignal } from '@preact/signals';
import { Button, Dialog, Field, say } from '../../../kit/index.js';
import { PassphraseForm } from '../passphrase-form.js';
import * as words from './messages.js';

export interface EraseDialogProps {
  readonly title: string;
  readonly isAll: boolean;
  /** Whether today is erased as well. */
  readonly isToday: boolean;
  readonly open: boolean;
  readonly onErase: (passphrase: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Says what will happen; a word and the passphrase have to be typed before it does. */
export function EraseDialog({ title, open, onClose, ...rest }: EraseDialogProps) {
  return (
    <Dialog title={title} open={open} onClose={onClose}>
      <Asking {...rest} onClose={onClose} />
    </Dialog>
  );
}

function Asking({ isAll, isToday, onErase, onClose }: Omit<EraseDialogProps, 'title' | 'open'>) {
  const typed = useSignal('');
  const isWrong = useSignal(false);
  const word = say(words.word);
  const happens = [
    ...[words.here, words.there, words.inLog, words.coachKnows],
    ...[isToday ? words.restOfToday : words.night, ...(isAll ? [words.grantsEnd] : []), words.otherMachine],
  ];
  const isReady = (): boolean => {
    isWrong.value = typed.value.trim() !== word;
    return !isWrong.value;
  };
  return (
    <>
      <p>
        <strong>{say(words.noWayBack)}</strong>
      </p>
      <ul class="list">
        {happens.map((what) => (
          <li key={what.en}>{say(what)}</li>
        ))}
      </ul>
      <PassphraseForm
        act={say(words.erase)}
        look="danger"
        onGive={onErase}
        isReady={isReady}
        first={
          <Field
            label={say(words.typeWord, { word })}
            required
            value={typed.value}
            error={isWrong.value ? say(words.wrongWord, { word }) : undefined}
            onInput={(value) => {
              typed.value = value;
            }}
          />
        }
      >
        <Button onPress={onClose}>{say(words.notNow)}</Button>
      </PassphraseForm>
    </>
  );
}
