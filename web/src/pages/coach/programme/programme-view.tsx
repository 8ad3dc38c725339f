import { addressOf, Disclosure, Notice, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { BeginButton } from '../compose/begin-button.js';
import { draftOf } from '../compose/plan.js';
import { daysText } from '../days-text.js';
import { rememberedOf } from '../memory.js';
import { latestOf, pathOf } from '../people/gather.js';
import { type Person, type Programme, readProgrammes } from '../shapes.js';
import { AdherenceCard } from './adherence-card.js';
import * as words from './messages.js';
import { ProposalCard } from './proposal-card.js';

/** What was planned for a person, what became of it, and what could be changed. */
export function ProgrammeView({ person: { pseudonym, grants } }: { readonly person: Person }) {
  const sharesSteps = grants.some(({ scope }) =>
    scope.some(({ metric, granularities }) => metric === 'steps' && granularities.includes('day')),
  );
  return (
    <Answer path={pathOf(pseudonym, 'programmes')} read={readProgrammes}>
      {({ programmes }) => <Programmes pseudonym={pseudonym} programmes={programmes} sharesSteps={sharesSteps} />}
    </Answer>
  );
}

interface ProgrammesProps {
  readonly pseudonym: string;
  readonly programmes: readonly Programme[];
  readonly sharesSteps: boolean;
}

function Programmes({ pseudonym, programmes, sharesSteps }: ProgrammesProps) {
  const latest = latestOf(programmes);
  const earlier = programmes.filter(({ stands, leaf }) => stands && leaf !== latest?.leaf);
  const isComposing = rememberedOf(pseudonym).draft !== undefined;
  return (
    <>
      <div>
        <a class="button" href={addressOf('people', pseudonym, 'compose')}>
          {say(isComposing ? words.goOn : words.compose)}
        </a>
      </div>
      {latest === undefined && <Notice title={say(words.none)} />}
      {latest !== undefined && (
        <>
          <Sent pseudonym={pseudonym} programme={latest} />
          {/* With what was read for it, once that is let go of. */}
          <AdherenceCard
            key={`${latest.leaf} ${rememberedOf(pseudonym).lettings}`}
            {...{ pseudonym, sharesSteps, leaf: latest.leaf }}
          >
            <ProposalCard pseudonym={pseudonym} leaf={latest.leaf} />
            {earlier.length > 0 && <Earlier pseudonym={pseudonym} programmes={earlier} />}
          </AdherenceCard>
        </>
      )}
    </>
  );
}

function Earlier({ pseudonym, programmes }: Pick<ProgrammesProps, 'pseudonym' | 'programmes'>) {
  return (
    <Disclosure label={say(words.earlier)}>
      <div class="stack">
        {programmes.map((programme) => (
          <Sent key={programme.leaf} pseudonym={pseudonym} programme={programme} />
        ))}
      </div>
    </Disclosure>
  );
}

function Sent({ pseudonym, programme }: { readonly pseudonym: string; readonly programme: Programme }) {
  const { title, from, until, advice, revision, acknowledged, told, id } = programme;
  const fate = acknowledged ? 'seen' : told ? 'told' : 'waits';
  return (
    <section class="card stack">
      <h2>{title.trim() === '' ? say(words.untitled) : title}</h2>
      <p class="muted">{say(words.about, { days: daysText(from, until), revision: `${revision + 1}`, fate })}</p>
      {advice !== '' && <p class="notice-text">{advice}</p>}
      <div>
        <BeginButton
          pseudonym={pseudonym}
          label={say(words.revise)}
          draft={() => draftOf(programme, { id, body: undefined })}
        />
      </div>
    </section>
  );
}
