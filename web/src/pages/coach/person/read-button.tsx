import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Button, say } from '../../../kit/index.js';
import { remember, rememberedOf } from '../memory.js';
import * as words from './messages.js';
import { PurposeField, reasonOf } from './purpose.js';

export interface ReadButtonProps {
  readonly pseudonym: string;
  readonly label: string;
  readonly help?: string;
  readonly onPress: (purpose: string) => void;
}

/** Something that is a read of a person: the reason is asked where it was not given before in this session, and otherwise told. */
export function ReadButton({ pseudonym, label, help, onPress }: ReadButtonProps) {
  const { purpose } = rememberedOf(pseudonym);
  const isLacking = useSignal(false);
  const [form, isPressed] = [useRef<HTMLFormElement>(null), useRef(false)];
  // The field that may have had the focus is not there any more.
  useLayoutEffect(() => {
    if (isPressed.current && document.activeElement === document.body) form.current?.querySelector('button')?.focus();
    isPressed.current = false;
  }, [purpose]);
  const press = (): void => {
    const given = reasonOf(pseudonym);
    isLacking.value = given === undefined;
    if (given === undefined) return;
    isPressed.current = purpose === undefined;
    remember(pseudonym, { purpose: given });
    onPress(given);
  };
  return (
    <form
      ref={form}
      class="stack-close"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        press();
      }}
    >
      {purpose === undefined ? (
        <PurposeField pseudonym={pseudonym} isLacking={isLacking.value} />
      ) : (
        <p class="small">{say(words.withReason, { purpose: reasonOf(pseudonym) ?? purpose })}</p>
      )}
      {help !== undefined && <p class="small muted">{help}</p>}
      <div>
        <Button submits onPress={() => undefined}>
          {label}
        </Button>
      </div>
    </form>
  );
}
