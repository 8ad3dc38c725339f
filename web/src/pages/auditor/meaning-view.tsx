import { type Message, say } from '../../kit/index.js';
import * as words from './messages.js';

const PROVEN = [words.provesOrder, words.provesSame, words.provesOnce, words.provesWhen];
const NOT = [
  words.notWhat,
  words.notTrue,
  words.notAll,
  words.notNewest,
  words.notBlockTime,
  words.notTogether,
  words.notPage,
];

/** In plain words. */
export function MeaningView() {
  return (
    <div class="grid">
      <Listed title={words.provesTitle} texts={PROVEN} />
      <Listed title={words.notTitle} texts={NOT} />
    </div>
  );
}

function Listed({ title, texts }: { readonly title: Message; readonly texts: readonly Message[] }) {
  return (
    <section class="card stack">
      <h2>{say(title)}</h2>
      <ul class="listed">
        {texts.map((text) => (
          <li key={text.en}>{say(text)}</li>
        ))}
      </ul>
    </section>
  );
}
