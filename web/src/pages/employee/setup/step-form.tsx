import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { announce, Button, Progress } from '../../../kit/index.js';
import { agentSentenceOf } from '../failure.js';

export interface StepFormProps {
  /** On the button. */
  readonly act: string;
  /** Said while it is done. */
  readonly waiting: string;
  /** What it throws is said below the fields. */
  readonly onGive: () => Promise<void>;
  readonly children: ComponentChildren;
  /** Other ways on. */
  readonly others?: ComponentChildren;
}

/** One step that is filled in and given. */
export function StepForm({ act, waiting, onGive, children, others }: StepFormProps) {
  const failure = useSignal<(() => string) | undefined>(undefined);
  const busy = useSignal(false);
  const give = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    failure.value = undefined;
    announce(waiting);
    try {
      await onGive();
    } catch (error) {
      failure.value = () => agentSentenceOf(error);
    }
    busy.value = false;
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      {children}
      {failure.value !== undefined && (
        <p class="field-error" role="alert">
          {failure.value()}
        </p>
      )}
      {busy.value && <Progress label={waiting} done={0} of={undefined} />}
      <div class="row">
        <Button submits look="main" disabled={busy.value} onPress={() => undefined}>
          {act}
        </Button>
        {others}
      </div>
    </form>
  );
}
