import { useSignal } from '@preact/signals';
import { Button, Field, say } from '../../../kit/index.js';
import * as shared from '../messages.js';
import * as words from './messages.js';
import { askForAnother, giveInvitation } from './progress.js';
import { StepForm } from './step-form.js';

/** The link of an invitation, pasted. */
export function InvitationStep() {
  const typed = useSignal('');
  return (
    <>
      <p>{say(words.welcome)}</p>
      <StepForm act={say(words.goOn)} waiting={say(shared.waiting)} onGive={() => giveInvitation(typed.value)}>
        <Field
          label={say(words.invitationLink)}
          help={say(words.invitationHow)}
          required
          value={typed.value}
          onInput={(value) => {
            typed.value = value;
          }}
        />
      </StepForm>
    </>
  );
}

/** The way back to the first step. */
export const OtherInvitation = () => <Button onPress={askForAnother}>{say(words.otherInvitation)}</Button>;
