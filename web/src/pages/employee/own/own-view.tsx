import { Notice, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { dayOf } from '../days.js';
import { readStatus } from '../today/status.js';
import { EraseCard } from './erase-card.js';
import { readErasures } from './erasures.js';
import { ErasuresCard } from './erasures-card.js';
import { ExportCard } from './export-card.js';
import * as words from './messages.js';

/** What is one's own to take along, to have forgotten and to get back. */
export function OwnView() {
  return (
    <>
      <ExportCard />
      <Answer path="/v1/status" read={readStatus}>
        {({ days, wordsConfirmed }) => (
          <>
            <Answer path="/v1/erasures" read={readErasures}>
              {(told, again) => (
                <>
                  <EraseCard since={days?.from ?? dayOf(new Date())} onErased={again} />
                  <ErasuresCard told={told} onLook={again} />
                </>
              )}
            </Answer>
            <WordsCard areConfirmed={wordsConfirmed} />
          </>
        )}
      </Answer>
    </>
  );
}

function WordsCard({ areConfirmed }: { readonly areConfirmed: boolean }) {
  return (
    <section class="card stack">
      <h2>{say(words.wordsTitle)}</h2>
      <p>{say(words.wordsWhy)}</p>
      <Notice tone={areConfirmed ? 'good' : 'care'}>
        <p>{say(areConfirmed ? words.wordsThere : words.wordsUnsure)}</p>
      </Notice>
    </section>
  );
}
