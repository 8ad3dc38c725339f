import { useSignal } from '@preact/signals';
import { Notice, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { DamagedNotice } from '../damaged-notice.js';
import { readStatus } from '../today/status.js';
import { chosenHere } from '../typed.js';
import { GrantCard } from './grant-card.js';
import { type Grants, readGrants, shownGrants } from './grants.js';
import * as words from './messages.js';
import { type Wish, wishOf } from './offer.js';
import { LostCard, ReturnedCard } from './returned-card.js';
import { type Offered, ShareCard } from './share-card.js';

/** Through a way elsewhere on the page, as what is typed. */
const wish = chosenHere<Wish>();

/** What is shared with whom, and the way to share. */
export function SharingView() {
  return (
    <Answer path="/v1/status" read={readStatus}>
      {({ grantsUnconfirmed, damaged }, statusAgain) => (
        <Answer path="/v1/grants?history=all" read={readGrants}>
          {(grants, again) => (
            <Sharing
              grants={grants}
              returned={grantsUnconfirmed}
              damaged={damaged}
              onChange={() => {
                again();
                statusAgain();
              }}
            />
          )}
        </Answer>
      )}
    </Answer>
  );
}

interface SharingProps {
  readonly grants: Grants;
  /** Ids of those that wait until they are confirmed; null where that was changed on the disk. */
  readonly returned: readonly string[] | null;
  readonly damaged: readonly string[];
  readonly onChange: () => void;
}

function Sharing({ grants, returned, damaged, onChange }: SharingProps) {
  const offered = useSignal<Offered | undefined>(undefined);
  const shown = shownGrants(grants.events);
  const isNobody = shown.every(({ isOver }) => isOver);
  return (
    <>
      <p>{say(words.intro)}</p>
      {!grants.complete && <LostCard onFetched={onChange} />}
      {returned === null && <DamagedNotice damaged={damaged} />}
      <ReturnedCard
        grants={shown.filter(({ id, isOver }) => !isOver && returned?.includes(id))}
        onConfirmed={onChange}
      />
      {grants.ending.length > 0 && (
        <Notice tone="care">
          <p>{say(words.ending, { count: grants.ending.length })}</p>
        </Notice>
      )}
      {isNobody && <Notice title={say(words.nobody)} />}
      {shown.map((grant) => (
        <GrantCard
          key={grant.id}
          grant={grant}
          others={shown.filter(({ id, isOver, coach }) => id !== grant.id && !isOver && coach === grant.coach)}
          onChange={onChange}
          onShare={() => {
            wish.value = wishOf(grant);
            // What was about to be signed was another wish.
            offered.value = undefined;
            document.getElementById('share')?.focus();
          }}
        />
      ))}
      <ShareCard wish={wish} offered={offered} onShared={onChange} />
    </>
  );
}
