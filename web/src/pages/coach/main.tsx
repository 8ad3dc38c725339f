import './coach.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { addressOf, announce, Button, Notice, OverFoot, Progress, place, Shell, say, show } from '../../kit/index.js';
import { LoginAgain, sentenceOf } from './failure.js';
import { LoginEnding } from './login-ending.js';
import { LosingDialog } from './losing-dialog.js';
import { hasDrafts, hasTyped } from './memory.js';
import * as words from './messages.js';
import { nameOf } from './name-of.js';
import { PeopleView } from './people/people-view.js';
import { PersonView } from './person/person-view.js';
import { begin, coachId, coachName, hasLeft, isExchanged, loginAddress, signOut, standing } from './service.js';
import { ending, noticeReturns } from './session-end.js';

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
      // What had the focus is not there any more.
      step={lostBy()}
      links={[{ label: say(words.people), href: addressOf('people'), current: person === undefined }]}
    >
      <Login />
      <Exchanged />
      {isIn ? <Inside key={coachId.value} person={person} /> : <Outside />}
      <OverFoot>
        <LoginEnding />
      </OverFoot>
    </Shell>
  );
}

/** By what somebody lost what the page showed, and the focus with it. */
function lostBy(): string | undefined {
  if (ending.value === 'ended') return 'ended';
  if (hasLeft.value) return 'left';
  return isExchanged.value ? `exchanged for ${coachId.value}` : undefined;
}

/** Of one coach: what is shown to the next is begun anew. */
function Inside({ person }: { readonly person: string | undefined }) {
  return person === undefined ? <PeopleView /> : <PersonView key={person} pseudonym={person} />;
}

/** What one coach wrote or asked goes out in the name of no other, which is told. */
function Exchanged() {
  const isTold = isExchanged.value;
  // It was read by whoever went on.
  useEffect(() => {
    isExchanged.value = false;
  }, [place.value]);
  useEffect(() => {
    if (isTold) announce(say(words.exchanged));
  }, [isTold]);
  if (!isTold) return null;
  return (
    <Notice tone="care">
      <p>{say(words.exchanged)}</p>
    </Notice>
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
  if (!isOther && hasTyped.value) {
    return <LoginAgain how={say(words.draftKept)} onAgain={() => void begin()} />;
  }
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

/** Above all else: at the foot of the page it would move as answers come. */
function Login() {
  const [elsewhere, isAsking] = [useSignal<string | undefined>(undefined), useSignal(false)];
  const leave = async (): Promise<void> => {
    try {
      elsewhere.value = await signOut();
    } catch (error) {
      announce(sentenceOf(error));
    }
  };
  const ask = (is: boolean) => (): void => {
    isAsking.value = is;
  };
  if (standing.value !== 'coach') {
    if (elsewhere.value === undefined) return null;
    return <a href={elsewhere.value}>{say(words.signedOutAtProvider)}</a>;
  }
  return (
    <div class="row">
      <span class="muted">{say(words.loggedIn, { name: coachName.value })}</span>
      <Button look="quiet" onPress={hasDrafts.value ? ask(true) : () => void leave()}>
        {say(words.signOut)}
      </Button>
      <LosingDialog
        title={say(words.draftLost)}
        how={say(words.draftLostHow)}
        still={say(words.signOutStill)}
        keep={say(words.stay)}
        open={isAsking.value}
        onClose={ask(false)}
        onStill={() => void leave()}
      />
    </div>
  );
}

/** The browser asks before the tab is closed. */
function keepDrafts(event: BeforeUnloadEvent): void {
  if (hasDrafts.value) event.preventDefault();
}

show(Coach);
addEventListener('beforeunload', keepDrafts);
noticeReturns();
void begin();
