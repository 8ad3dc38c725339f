import { useSignal } from '@preact/signals';
import { announce, Button, language, Progress, say } from '../../../kit/index.js';
import { BeginButton } from '../compose/begin-button.js';
import { draftOf } from '../compose/plan.js';
import { Failure } from '../failure.js';
import * as coach from '../messages.js';
import { pathOf } from '../people/gather.js';
import { openRead } from '../person/open-read.js';
import { ReadButton } from '../person/read-button.js';
import { askService } from '../service.js';
import { type Proposal, readProposal } from '../shapes.js';
import type { AdherenceCardProps } from './adherence-card.js';
import * as words from './messages.js';

/** Its reasons are in the language that they were asked in. */
interface Told {
  readonly proposal: Proposal;
  readonly spoken: string;
}

type State =
  | { readonly now: 'nothing' | 'waiting' }
  | ({ readonly now: 'there' } & Told)
  | { readonly now: 'failed'; readonly error: unknown; readonly purpose: string | undefined };

/** What could be changed of a programme, and why. It goes nowhere but to the coach. */
export function ProposalCard({ pseudonym, leaf }: AdherenceCardProps) {
  const state = useSignal<State>({ now: 'nothing' });
  const ask = async (purpose: string | undefined): Promise<void> => {
    if (state.value.now === 'waiting') return;
    state.value = { now: 'waiting' };
    try {
      const spoken = language.value;
      state.value = { now: 'there', proposal: await proposed({ pseudonym, leaf, purpose, spoken }), spoken };
      announce(say(words.proposed));
    } catch (error) {
      state.value = { now: 'failed', error, purpose };
    }
  };
  const { value: told } = state;
  return (
    <section class="card stack">
      <h2>{say(words.propose)}</h2>
      <p>{say(words.proposeHow)}</p>
      <div>
        <Button onPress={() => void ask(undefined)}>{say(words.fromTold)}</Button>
      </div>
      <ReadButton pseudonym={pseudonym} label={say(words.fromRead)} onPress={(purpose) => void ask(purpose)} />
      {told.now === 'waiting' && <Progress label={say(coach.waiting)} done={0} of={undefined} />}
      {told.now === 'failed' && <Failure error={told.error} onAgain={() => void ask(told.purpose)} />}
      {told.now === 'there' && <Proposed pseudonym={pseudonym} {...told} />}
    </section>
  );
}

interface Ask extends AdherenceCardProps, Pick<Told, 'spoken'> {
  readonly purpose: string | undefined;
}

function proposed({ pseudonym, leaf, purpose, spoken }: Ask): Promise<Proposal> {
  const path = pathOf(pseudonym, 'programmes', 'proposals');
  const question = { path, method: 'POST', read: readProposal } as const;
  const body = { programme: leaf, language: spoken };
  if (purpose === undefined) return askService({ ...question, body });
  return openRead(pseudonym, { ...question, body: { ...body, purpose } });
}

function Proposed({ pseudonym, proposal, spoken }: Told & { readonly pseudonym: string }) {
  const { change, reasons, programme } = proposal;
  return (
    <div class="stack-close">
      <h3>{say(words.changes, { change })}</h3>
      <ul class="needs" lang={spoken}>
        {reasons.map(({ reason, sentence }) => (
          <li key={reason}>{sentence}</li>
        ))}
      </ul>
      {change !== 'keep' && (
        <div>
          <BeginButton
            pseudonym={pseudonym}
            label={say(words.open)}
            look="main"
            draft={() => draftOf(programme, { id: programme.id, body: undefined })}
          />
        </div>
      )}
    </div>
  );
}
