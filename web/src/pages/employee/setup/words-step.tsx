import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, Button, Field, format, Notice, Progress, say } from '../../../kit/index.js';
import { agentSentenceOf } from '../failure.js';
import * as shared from '../messages.js';
import * as own from '../own/messages.js';
import { OtherInvitation } from './invitation-step.js';
import * as words from './messages.js';
import { giveWordsBack, registerKeys, type ShownWords, shownWords } from './progress.js';
import { StepForm } from './step-form.js';

/** Shown until they are on paper, and then two of them asked back. */
export function WordsStep() {
  const areWritten = useSignal(false);
  const shown = shownWords.value;
  if (shown === undefined) return null;
  const turn = (written: boolean) => (): void => {
    areWritten.value = written;
    document.querySelector<HTMLElement>('main h1')?.focus();
  };
  return areWritten.value ? (
    <AskedBack places={shown.places} onShow={turn(false)} />
  ) : (
    <Shown words={shown.words} onWritten={turn(true)} />
  );
}

function Shown({ words: shown, onWritten }: Pick<ShownWords, 'words'> & { readonly onWritten: () => void }) {
  return (
    <section class="card stack">
      <p>{say(words.wordsWhy)}</p>
      <ol class="words">
        {shown.map((word, i) => (
          // A word may stand in it twice.
          <li key={i} lang="en" translate={false}>
            {word}
          </li>
        ))}
      </ol>
      <Notice tone="care">
        <p>{say(words.wordsCare)}</p>
      </Notice>
      <div>
        <Button look="main" onPress={onWritten}>
          {say(words.wordsWritten)}
        </Button>
      </div>
    </section>
  );
}

function AskedBack({ places, onShow }: Pick<ShownWords, 'places'> & { readonly onShow: () => void }) {
  const typed = useSignal<readonly string[]>(['', '']);
  const isWrong = useSignal(false);
  const give = async (): Promise<void> => {
    isWrong.value = false;
    const right = await giveWordsBack(places.map((place, i) => ({ place, word: typed.value[i] ?? '' })));
    isWrong.value = !right;
    announce(say(right ? own.wordsRight : own.wordsWrong));
  };
  return (
    <>
      <p>{say(words.wordsBackWhy)}</p>
      <StepForm
        act={say(words.goOn)}
        waiting={say(shared.waiting)}
        onGive={give}
        others={<Button onPress={onShow}>{say(words.wordsAgain)}</Button>}
      >
        {places.map((place, i) => (
          <Field
            key={place}
            label={say(own.wordAt, { place: format.number(place) })}
            required
            value={typed.value[i] ?? ''}
            error={isWrong.value ? say(own.wordsWrong) : undefined}
            onInput={(value) => {
              typed.value = typed.value.map((other, at) => (at === i ? value : other));
            }}
          />
        ))}
      </StepForm>
    </>
  );
}

/** Registers by itself: nothing is left to be decided. */
export function RegistrationStep() {
  const failure = useSignal<string | undefined>(undefined);
  const register = (): void => {
    failure.value = undefined;
    registerKeys().catch((error: unknown) => {
      failure.value = agentSentenceOf(error);
    });
  };
  useEffect(register, []);
  if (failure.value === undefined) return <Progress label={say(words.registering)} done={0} of={undefined} />;
  return (
    <div class="card stack">
      <p class="field-error" role="alert">
        {failure.value}
      </p>
      <div class="row">
        <Button look="main" onPress={register}>
          {say(shared.again)}
        </Button>
        <OtherInvitation />
      </div>
    </div>
  );
}
