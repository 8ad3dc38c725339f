import { useSignal } from '@preact/signals';
import { Button } from '../../../kit/index.js';
import { remember, rememberedOf } from '../memory.js';
import { PurposeField, purposeOf, useReason } from './purpose.js';

export interface ReadButtonProps {
  readonly pseudonym: string;
  readonly label: string;
  readonly help?: string;
  readonly onPress: (purpose: string) => void;
}

/** Something that is a read of a person: the reason is asked where it was not given before in this session. */
export function ReadButton({ pseudonym, label, help, onPress }: ReadButtonProps) {
  const { purpose } = rememberedOf(pseudonym);
  const [typed, isLacking] = [useReason(pseudonym), useSignal(false)];
  const press = (): void => {
    const given = purpose ?? purposeOf(typed.value);
    isLacking.value = given === undefined;
    if (given === undefined) return;
    remember(pseudonym, { purpose: given });
    onPress(given);
  };
  return (
    <form
      class="stack-close"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        press();
      }}
    >
      {purpose === undefined && <PurposeField typed={typed} isLacking={isLacking.value} />}
      {help !== undefined && <p class="small muted">{help}</p>}
      <div>
        <Button submits onPress={() => undefined}>
          {label}
        </Button>
      </div>
    </form>
  );
}
