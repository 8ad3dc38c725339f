import { useSignal } from '@preact/signals';
import { Button, type ButtonProps, go } from '../../../kit/index.js';
import { DiscardDialog } from '../discard-button.js';
import { beginDraft, rememberedOf } from '../memory.js';
import type { Draft } from './plan.js';

export interface BeginButtonProps extends Pick<ButtonProps, 'look'> {
  readonly pseudonym: string;
  readonly label: string;
  readonly draft: () => Draft;
}

/** Goes on to compose a programme of another; one that is being made is thrown away by nobody who did not say so. */
export function BeginButton({ pseudonym, label, look, draft }: BeginButtonProps) {
  const asking = useSignal(false);
  const ask = (is: boolean) => (): void => {
    asking.value = is;
  };
  const begin = (): void => {
    beginDraft(pseudonym, draft());
    go('people', pseudonym, 'compose');
  };
  const press = rememberedOf(pseudonym).draft === undefined ? begin : ask(true);
  return (
    <>
      <Button {...(look !== undefined && { look })} onPress={press}>
        {label}
      </Button>
      <DiscardDialog open={asking.value} onClose={ask(false)} onStill={begin} />
    </>
  );
}
