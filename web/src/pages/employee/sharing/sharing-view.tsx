import { useSignal } from '@preact/signals';
import { Notice, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { readStatus } from '../today/status.js';
import { GrantCard } from './grant-card.js';
import { type Grants, readGrants, shownGrants } from './grants.js';
import * as words from './messages.js';
import { firstWish, type Wish, wishOf } from './offer.js';
import { LostCard, ReturnedCard } from './returned-card.js';
import { ShareCard } from './share-card.js';

/** What is shared with whom, and the way to share. */
export function SharingView() {
  return (
    <Answer path="/v1/status" read={readStatus}>
      {({ grantsUnconfirmed }, statusAgain) => (
        <Answer path="/v1/grants?history=all" read={readGrants}>
          {(grants, again) => (
            <Sharing
              grants={grants}
              returned={grantsUnconfirmed ?? []}
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
  /** Ids of those that wait until they are confirmed. */
  readonly returned: readonly string[];
  readonly onChange: () => void;
}

function Sharing({ grants, returned, onChange }: SharingProps) {
  const wish = useSignal<Wish>(firstWish());
  const shown = shownGrants(grants.events);
  const isNobody = shown.every(({ isOver }) => isOver);
  return (
    <>
      <p>{say(words.intro)}</p>
      {!grants.complete && <LostCard onFetched={onChange} />}
      <ReturnedCard
        grants={shown.filter(({ id, isOver }) => !isOver && returned.includes(id))}
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
          onChange={onChange}
          onShare={() => {
            wish.value = wishOf(grant);
            document.getElementById('share')?.focus();
          }}
        />
      ))}
      <ShareCard wish={wish} onShared={onChange} />
    </>
  );
}
