import { Answer } from '../answer.js';
import { dayOf } from '../days.js';
import { readStatus } from '../today/status.js';
import { EraseCard } from './erase-card.js';
import { readErasures } from './erasures.js';
import { ErasuresCard } from './erasures-card.js';
import { ExportCard } from './export-card.js';
import { WordsCard } from './words-card.js';

/** What is one's own to take along, to have forgotten and to get back. */
export function OwnView() {
  return (
    <>
      <ExportCard />
      <Answer path="/v1/status" read={readStatus}>
        {({ days, wordsConfirmed }, statusAgain) => (
          <Answer path="/v1/erasures" read={readErasures}>
            {(told, again) => (
              <>
                <EraseCard since={days?.from ?? dayOf(new Date())} onErased={again} />
                <WordsCard areConfirmed={wordsConfirmed} onConfirmed={statusAgain} />
                {/* The last: what comes of opening the past moves nothing. */}
                <ErasuresCard told={told} onLook={again} />
              </>
            )}
          </Answer>
        )}
      </Answer>
    </>
  );
}
