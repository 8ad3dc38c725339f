import { addressOf, format, Notice, place, say } from '../../../kit/index.js';
import { Answer } from '../answer.js';
import { ComposeView } from '../compose/compose-view.js';
import { daysText } from '../days-text.js';
import { LettersView } from '../letters/letters-view.js';
import * as coach from '../messages.js';
import { ProgrammeView } from '../programme/programme-view.js';
import { type Person, readPeople, type SharedGrant } from '../shapes.js';
import { MeasuredView } from './measured-view.js';
import * as words from './messages.js';

const PARTS = [
  { name: 'measured', label: words.measured, View: MeasuredView },
  { name: 'programme', label: words.programme, View: ProgrammeView },
  { name: 'letters', label: words.letters, View: LettersView },
] as const;

/** Everything about one person. */
export function PersonView({ pseudonym }: { readonly pseudonym: string }) {
  return (
    <Answer path="/v1/people" read={readPeople}>
      {({ people }) => {
        const person = people.find((each) => each.pseudonym === pseudonym);
        if (person === undefined) return <Notice title={say(words.sharesNothing)} />;
        return <Parts person={person} />;
      }}
    </Answer>
  );
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
