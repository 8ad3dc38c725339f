import { useSignal } from '@preact/signals';
import { Notice, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { GrantCard } from './grant-card.js';
import { type Grants, readGrants, shownGrants } from './grants.js';
import * as words from './messages.js';
import { firstWish, type Wish, wishOf } from './offer.js';
import { ShareCard } from './share-card.js';

/** What is shared with whom, and the way to share. */
export function SharingView() {
  return (
    <Answer path="/v1/grants?history=all" read={readGrants}>
      {(grants, again) => <Sharing grants={grants} onChange={again} />}
    </Answer>
  );
}

function Sharing({ grants, onChange }: { readonly grants: Grants; readonly onChange: () => void }) {
  const wish = useSignal<Wish>(firstWish());
  const shown = shownGrants(grants.events);
  const isNobody = shown.every(({ isOver }) => isOver);
  return (
    <>
      <p>{say(words.intro)}</p>
      {!grants.complete && (
        <Notice tone="bad">
          <p>{say(words.incomplete)}</p>
        </Notice>
      )}
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
