import { useLayoutEffect, useRef } from 'preact/hooks';
import { addressOf, format, Notice, Progress, place, say } from '../../../kit/index.js';
import { ComposeView } from '../compose/compose-view.js';
import { daysText } from '../days-text.js';
import { DiscardButton } from '../discard-button.js';
import { Failure } from '../failure.js';
import { LettersView } from '../letters/letters-view.js';
import { dropDraft, dropLetter, rememberedOf } from '../memory.js';
import * as coach from '../messages.js';
import { ProgrammeView } from '../programme/programme-view.js';
import type { Person, SharedGrant } from '../shapes.js';
import { MeasuredView } from './measured-view.js';
import * as words from './messages.js';
import { useGrants } from './watch.js';

const PARTS = [
  { name: 'measured', label: words.measured, View: MeasuredView },
  { name: 'programme', label: words.programme, View: ProgrammeView },
  { name: 'letters', label: words.letters, View: LettersView },
] as const;

/** Everything about one person, while anything is shared. */
export function PersonView({ pseudonym }: { readonly pseudonym: string }) {
  const { asked, again } = useGrants(pseudonym);
  if (asked.state === 'waiting') return <Progress label={say(coach.waiting)} done={0} of={undefined} />;
  if (asked.state === 'failed') return <Failure error={asked.error} onAgain={again} />;
  const { grants, hadMore } = asked;
  if (grants.length === 0) return <Nothing pseudonym={pseudonym} hadMore={hadMore} />;
  return <Parts person={{ pseudonym, grants: [...grants] }} />;
}

interface NothingProps {
  readonly pseudonym: string;
  /** Whether it was more until now: what had the focus is not there any more. */
  readonly hadMore: boolean;
}

function Nothing({ pseudonym, hadMore }: NothingProps) {
  useLayoutEffect(() => {
    if (hadMore) document.querySelector<HTMLElement>('main h1')?.focus();
  }, [hadMore]);
  return (
    <Notice tone={hadMore ? 'care' : 'plain'} title={say(words.sharesNothing)}>
      <Gone pseudonym={pseudonym} />
      <Unsent pseudonym={pseudonym} />
    </Notice>
  );
}

/** What cannot be come to from here any more, and would be asked about at logging out. */
function Unsent({ pseudonym }: Pick<Person, 'pseudonym'>) {
  const isDiscarded = useRef(false);
  const { draft, letter } = rememberedOf(pseudonym);
  const isNone = draft === undefined && letter.trim() === '';
  // What had the focus is not there any more.
  useLayoutEffect(() => {
    if (isDiscarded.current) document.querySelector<HTMLElement>('main h1')?.focus();
  }, [isNone]);
  if (isNone) return null;
  const discard = (): void => {
    dropDraft(pseudonym);
    dropLetter(pseudonym);
    isDiscarded.current = true;
  };
  return (
    <>
      <p>{say(words.unsent)}</p>
      <div>
        <DiscardButton onDiscard={discard} />
      </div>
    </>
  );
}

function Gone({ pseudonym }: Pick<Person, 'pseudonym'>) {
  return rememberedOf(pseudonym).isGone ? <p>{say(words.gone)}</p> : null;
}

function Parts({ person }: { readonly person: Person }) {
  const [, , part = 'measured'] = place.value;
  const shown = PARTS.find(({ name }) => name === part);
  return (
    <>
      <nav class="nav" aria-label={say(words.parts)}>
        <ul>
          {PARTS.map(({ name, label }) => (
            <li key={name}>
              <a
                href={addressOf('people', person.pseudonym, name)}
                aria-current={name === (shown?.name ?? 'programme') ? 'page' : undefined}
              >
                {say(label)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {rememberedOf(person.pseudonym).isGone && (
        <Notice tone="care">
          <Gone pseudonym={person.pseudonym} />
        </Notice>
      )}
      {/* Above what comes of a look, which moves nothing. */}
      {shown?.name === 'measured' && <Shared person={person} />}
      {shown === undefined ? <ComposeView person={person} /> : <shown.View person={person} />}
    </>
  );
}

function Shared({ person: { pseudonym, grants } }: { readonly person: Person }) {
  return (
    <section class="card stack-close">
      <h2>{say(words.shared)}</h2>
      <ul class="plain">
        {grants.map((grant) => (
          <li key={grant.id}>{grantText(grant)}</li>
        ))}
      </ul>
      <p class="small muted">{say(words.pseudonym, { pseudonym })}</p>
    </section>
  );
}

function grantText({ scope, from, until, expires }: SharedGrant): string {
  const what = scope.map(({ metric, granularities }) => {
    const finest = granularities.map((granularity) => say(coach.granularities, { granularity }));
    return `${say(coach.metrics, { metric })} (${finest.join(', ')})`;
  });
  return say(words.sharedOf, {
    ...{ what: what.join(', '), days: daysText(from, until), expires: format.moment(expires) },
  });
}
