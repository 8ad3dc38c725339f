import { addressOf, Mark, Notice, say } from '../../../kit/index.js';
import { Work } from '../answer.js';
import * as coach from '../messages.js';
import { nameOf } from '../name-of.js';
import { METRICS, type Metric, type SharedGrant } from '../shapes.js';
import { type Attended, gather } from './gather.js';
import * as words from './messages.js';

/** Everybody who shares something, whoever needs attention first. */
export function PeopleView() {
  return (
    <Work name="people" work={gather}>
      {(people) => (people.length === 0 ? <Nobody /> : <List people={people} />)}
    </Work>
  );
}

function Nobody() {
  return (
    <Notice title={say(words.nobody)}>
      <p>{say(words.nobodyHow)}</p>
    </Notice>
  );
}

function List({ people }: { readonly people: readonly Attended[] }) {
  return (
    <>
      <p class="muted">
        {say(words.intro)} {say(words.unseen)} {say(words.opened)}
      </p>
      <ol class="people">
        {people.map((person) => (
          <li key={person.pseudonym} class="card stack-close">
            <h2>
              <a href={addressOf('people', person.pseudonym)}>
                {say(coach.person, { name: nameOf(person.pseudonym) })}
              </a>
            </h2>
            <Needs {...person} />
            <p class="small muted">{say(words.shares, { what: sharedWords(person.grants) })}</p>
          </li>
        ))}
      </ol>
    </>
  );
}

function Needs({ reasons, isPartial }: Pick<Attended, 'reasons' | 'isPartial'>) {
  const told = reasons.map((reason) => say(words.reasons, { reason }));
  const care = isPartial ? [...told, say(words.partial)] : told;
  if (care.length === 0) {
    return (
      <p class="row tone-good">
        <Mark tone="good" />
        {say(words.nothing)}
      </p>
    );
  }
  return (
    <ul class="needs">
      {care.map((sentence) => (
        <li key={sentence} class="row tone-care">
          <Mark tone="care" />
          {sentence}
        </li>
      ))}
    </ul>
  );
}

/** Which metrics, whatever the grants that they are in. */
function sharedWords(grants: readonly SharedGrant[]): string {
  const shared = new Set<Metric>(grants.flatMap(({ scope }) => scope.map(({ metric }) => metric)));
  return METRICS.filter((metric) => shared.has(metric))
    .map((metric) => say(coach.metrics, { metric }))
    .join(', ');
}
