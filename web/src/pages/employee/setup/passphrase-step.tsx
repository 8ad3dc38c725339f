import { useSignal } from '@preact/signals';
import { Field, Mark, say, type Tone } from '../../../kit/index.js';
import * as shared from '../messages.js';
import { OtherInvitation } from './invitation-step.js';
import * as words from './messages.js';
import { givePassphrase, setupState } from './progress.js';
import { StepForm } from './step-form.js';
import { type Strength, strengthOf } from './strength.js';

/** A new passphrase, twice; or the one of keys that were begun. */
export const PassphraseStep = () => (setupState.value?.begun === true ? <KnownPassphrase /> : <NewPassphrase />);

function NewPassphrase() {
  const typed = useSignal('');
  const again = useSignal('');
  const differ = useSignal(false);
  const give = async (): Promise<void> => {
    differ.value = typed.value !== again.value;
    if (!differ.value) await givePassphrase(typed.value);
  };
  return (
    <>
      <p>{say(words.passphraseWhy)}</p>
      <StepForm act={say(words.goOn)} waiting={say(words.makingKeys)} onGive={give} others={<OtherInvitation />}>
        <Whose />
        <Field
          label={say(words.newPassphrase)}
          help={say(words.passphraseHow)}
          type="password"
          autocomplete="new-password"
          required
          value={typed.value}
          onInput={(value) => {
            typed.value = value;
          }}
        />
        <HowStrong strength={strengthOf(typed.value)} isEmpty={typed.value === ''} />
        <Field
          label={say(words.passphraseAgain)}
          type="password"
          autocomplete="new-password"
          required
          value={again.value}
          error={differ.value ? say(words.passphrasesDiffer) : undefined}
          onInput={(value) => {
            again.value = value;
            differ.value = false;
          }}
        />
      </StepForm>
    </>
  );
}

function KnownPassphrase() {
  const typed = useSignal('');
  return (
    <>
      <p>{say(words.begunWhy)}</p>
      <StepForm
        act={say(words.goOn)}
        waiting={say(shared.opening)}
        onGive={() => givePassphrase(typed.value)}
        others={<OtherInvitation />}
      >
        <Whose />
        <Field
          label={say(shared.passphrase)}
          type="password"
          autocomplete="current-password"
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

/** Whoever keeps passphrases for somebody asks whose it is. */
const Whose = () => <input type="text" autocomplete="username" value="Fit4Work" hidden readOnly />;

const TONES: Readonly<Record<Strength, Tone>> = { short: 'bad', weak: 'care', fair: 'plain', strong: 'good' };

function HowStrong({ strength, isEmpty }: { readonly strength: Strength; readonly isEmpty: boolean }) {
  return (
    <p class="strength" aria-live="polite">
      {isEmpty ? (
        say(words.strengthNone)
      ) : (
        <>
          <Mark tone={TONES[strength]} />
          <span>{say(words.strength, { strength })}</span>
        </>
      )}
    </p>
  );
}
