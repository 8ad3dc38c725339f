import { useRef } from 'preact/hooks';
import { announce, Notice, say } from '../../../kit/index.js';
import { askAgent } from '../agent.js';
import { useFocusHandedOn } from '../focus-handed-on.js';
import { PassphraseForm } from '../passphrase-form.js';
import { list, members, number, text } from '../read-json.js';
import { termOf } from './grant-card.js';
import type { Grant } from './grants.js';
import * as words from './messages.js';
import { whatText } from './what-text.js';

/** Something of consent is lost here: the coach API has it as well. */
export function LostCard({ onFetched }: { readonly onFetched: () => void }) {
  const fetchBack = async (passphrase: string): Promise<void> => {
    const read = members({ restored: number });
    const { restored } = await askAgent({ path: '/v1/lost-consent', method: 'POST', body: { passphrase }, read });
    announce(say(words.fetched, { count: restored }));
    onFetched();
  };
  const root = useRef<HTMLElement>(null);
  useFocusHandedOn(root);
  return (
    <section ref={root} class="card stack">
      <Notice tone="bad" title={say(words.incomplete)}>
        <p>{say(words.incompleteHow)}</p>
      </Notice>
      <PassphraseForm act={say(words.fetchBack)} onGive={fetchBack} />
    </section>
  );
}

export interface ReturnedCardProps {
  readonly grants: readonly Grant[];
  readonly onConfirmed: () => void;
}

/** Grants that came back: the person alone knows whether they still stand. Those that are shown are confirmed, and no others. */
export const ReturnedCard = (props: ReturnedCardProps) => (props.grants.length === 0 ? null : <Returned {...props} />);

function Returned({ grants, onConfirmed }: ReturnedCardProps) {
  const root = useRef<HTMLElement>(null);
  useFocusHandedOn(root);
  const confirm = async (passphrase: string): Promise<void> => {
    const body = { grants: grants.map(({ id }) => id), passphrase };
    const read = members({ confirmed: list(text) });
    const { confirmed } = await askAgent({ path: '/v1/grants/confirmations', method: 'POST', body, read });
    announce(say(words.confirmed, { count: confirmed.length }));
    onConfirmed();
  };
  return (
    <section ref={root} class="card stack">
      <h2>{say(words.returnedTitle)}</h2>
      <p>{say(words.returnedWhy)}</p>
      <ul class="list">
        {grants.map((grant) => (
          <li key={grant.id}>
            {say(words.coachSees, { coach: grant.coach, what: whatText(grant.scope) })}.{' '}
            <span class="muted">{termOf(grant)}</span>
          </li>
        ))}
      </ul>
      <PassphraseForm act={say(words.stillStand)} onGive={confirm} />
    </section>
  );
}
