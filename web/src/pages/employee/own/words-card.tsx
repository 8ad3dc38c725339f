import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { announce, Field, format, Notice, say } from '../../../kit/index.js';
import { askAgent } from '../agent.js';
import { useFocusHandedOn } from '../focus-handed-on.js';
import { PassphraseForm } from '../passphrase-form.js';
import { flag, members } from '../read-json.js';
import * as words from './messages.js';

export interface WordsCardProps {
  /** Whether two of them were given back. */
  readonly areConfirmed: boolean;
  readonly onConfirmed: () => void;
}

/** Whether the recovery words are on paper: where nobody knows, two of them are asked back. None is ever shown here. */
export function WordsCard({ areConfirmed, onConfirmed }: WordsCardProps) {
  return (
    <section class="card stack">
      <h2>{say(words.wordsTitle)}</h2>
      <p>{say(words.wordsWhy)}</p>
      <Notice tone={areConfirmed ? 'good' : 'care'}>
        <p>{say(areConfirmed ? words.wordsThere : words.wordsUnsure)}</p>
      </Notice>
      {!areConfirmed && <WordsForm onConfirmed={onConfirmed} />}
    </section>
  );
}

/** Two different places of 24, from 1, ascending. */
function twoPlaces(): readonly number[] {
  const places = Array.from({ length: 24 }, (_, i) => i + 1);
  const drawn = crypto.getRandomValues(new Uint32Array(places.length));
  const order = places.map((place, i) => ({ place, drawn: drawn[i] ?? 0 })).sort((a, b) => a.drawn - b.drawn);
  return order
    .slice(0, 2)
    .map(({ place }) => place)
    .sort((a, b) => a - b);
}

function WordsForm({ onConfirmed }: Pick<WordsCardProps, 'onConfirmed'>) {
  const places = useSignal(twoPlaces());
  const typed = useSignal<readonly string[]>(['', '']);
  const isWrong = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  useFocusHandedOn(root);
  const check = async (passphrase: string): Promise<void> => {
    const given = places.value.map((place, i) => ({ place, word: typed.value[i] ?? '' }));
    const body = { words: given, passphrase };
    const read = members({ confirmed: flag });
    const { confirmed } = await askAgent({ path: '/v1/recovery-words', method: 'POST', body, read });
    isWrong.value = !confirmed;
    announce(say(confirmed ? words.wordsRight : words.wordsWrong));
    if (confirmed) onConfirmed();
  };
  return (
    <div ref={root}>
      <PassphraseForm
        act={say(words.wordsCheck)}
        onGive={check}
        first={places.value.map((place, i) => (
          <Field
            key={place}
            label={say(words.wordAt, { place: format.number(place) })}
            required
            value={typed.value[i] ?? ''}
            error={isWrong.value ? say(words.wordsWrong) : undefined}
            onInput={(value) => {
              typed.value = typed.value.map((other, at) => (at === i ? value : other));
            }}
          />
        ))}
      />
    </div>
  );
}
