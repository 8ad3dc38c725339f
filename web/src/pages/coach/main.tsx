import './coach.css';
import { useSignal } from '@preact/signals';
import { addressOf, announce, Button, Notice, Progress, place, Shell, say, show } from '../../kit/index.js';
import { sentenceOf } from './failure.js';
import * as words from './messages.js';
import { nameOf } from './name-of.js';
import { PeopleView } from './people/people-view.js';
import { PersonView } from './person/person-view.js';
import { begin, coachName, loginAddress, signOut, standing } from './service.js';

/** What a coach sees of those who share, and plans for them. */
function Coach() {
  const [part, pseudonym] = place.value;
  const person = part === 'people' ? pseudonym : undefined;
  const isIn = standing.value === 'coach';
  const inside = person === undefined ? say(words.people) : say(words.person, { name: nameOf(person) });
  const outside = say(standing.value === 'other' ? words.otherRole : words.signedOut);
  const isOut = standing.value === 'nobody' || standing.value === 'other';
  return (
    <Shell
      title={say(words.title)}
      heading={isOut ? outside : inside}
      links={isIn ? [{ label: say(words.people), href: addressOf('people'), current: person === undefined }] : []}
      foot={<Foot />}
    >
      {isIn ? person === undefined ? <PeopleView /> : <PersonView key={person} pseudonym={person} /> : <Outside />}
    </Shell>
  );
}

function Outside() {
  if (standing.value === 'asking') return <Progress label={say(words.waiting)} done={0} of={undefined} />;
  if (standing.value === 'away') {
    return (
      <Notice tone="care">
        <p>{say(words.away)}</p>
        <div>
          <Button onPress={() => void begin()}>{say(words.again)}</Button>
        </div>
      </Notice>
    );
  }
  const isOther = standing.value === 'other';
  return (
    <Notice>
      <p>{say(isOther ? words.otherRoleHow : words.signedOutHow)}</p>
      <div>
        <a class="button button-main" href={loginAddress(isOther ? { as: 'coach' } : {})}>
          {say(isOther ? words.asCoach : words.logIn)}
        </a>
      </div>
    </Notice>
  );
}

function Foot() {
  const elsewhere = useSignal<string | undefined>(undefined);
  const leave = async (): Promise<void> => {
    try {
      elsewhere.value = await signOut();
    } catch (error) {
      announce(sentenceOf(error));
    }
  };
  if (standing.value !== 'coach') {
    if (elsewhere.value === undefined) return null;
    return <a href={elsewhere.value}>{say(words.signedOutAtProvider)}</a>;
  }
  return (
    <div class="stack-close">
      <p>{say(words.foot, { name: coachName.value })}</p>
      <div>
        <Button onPress={() => void leave()}>{say(words.signOut)}</Button>
      </div>
    </div>
  );
}

show(Coach);
void begin();
