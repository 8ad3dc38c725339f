import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, Button, go, type Message, Notice, Progress, say } from '../../../kit/index.js';
import { Waiting } from '../answer.js';
import { Failure } from '../failure.js';
import { Pairing } from '../pairing/pairing.js';
import type { Wish } from '../sharing/offer.js';
import { type Offered, ShareCard } from '../sharing/share-card.js';
import { InvitationStep } from './invitation-step.js';
import * as words from './messages.js';
import { PassphraseStep } from './passphrase-step.js';
import { finish, goOnToSharing, lookForAgent, lookWhatIsNext, STEPS, type Stage, type Step } from './progress.js';
import { RegistrationStep, WordsStep } from './words-step.js';

/** What each stage is called, at the top of it. */
export const HEADINGS: Readonly<Record<Stage, Message>> = {
  invitation: words.headInvitation,
  passphrase: words.headPassphrase,
  words: words.headWords,
  registration: words.headRegistration,
  starting: words.headStarting,
  wearables: words.headWearables,
  sharing: words.headSharing,
};

const VIEWS: Readonly<Record<Stage, () => preact.JSX.Element | null>> = {
  invitation: InvitationStep,
  passphrase: PassphraseStep,
  words: WordsStep,
  registration: RegistrationStep,
  starting: Starting,
  wearables: WearablesStep,
  sharing: SharingStep,
};

/** The way from an invitation to one's own page. */
export function SetupView({ stage }: { readonly stage: Stage }) {
  const View = VIEWS[stage];
  return (
    <>
      <Way step={stage === 'registration' || stage === 'starting' ? 'words' : stage} />
      <View />
    </>
  );
}

/** Where on the way somebody is. */
function Way({ step }: { readonly step: Step }) {
  return (
    <ol class="way" aria-label={say(words.way)}>
      {STEPS.map((each) => (
        <li key={each} aria-current={each === step ? 'step' : undefined}>
          {say(words.step, { step: each })}
        </li>
      ))}
    </ol>
  );
}

/** Asks what is next: also after a reload, in the middle of it. */
export function Next() {
  const failure = useSignal<unknown>(undefined);
  const ask = (): void => {
    failure.value = undefined;
    lookWhatIsNext().catch((error: unknown) => {
      failure.value = error;
    });
  };
  useEffect(ask, []);
  if (failure.value !== undefined) return <Failure error={failure.value} onAgain={ask} />;
  return <Waiting />;
}

/** Milliseconds between two looks for the agent, which starts within seconds. */
const LOOKS = 200;
/** After so many that failed somebody is told. */
const PATIENCE = 100;

function Starting() {
  const looks = useSignal(0);
  useEffect(() => {
    const next = (): void => {
      looks.value += 1;
    };
    const timer = setTimeout(() => void lookForAgent().then(next, next), LOOKS);
    return () => clearTimeout(timer);
  }, [looks.value]);
  return (
    <>
      <Progress label={say(words.starting)} done={0} of={undefined} />
      {looks.value > PATIENCE && (
        <Notice tone="care">
          <p>{say(words.startingLong)}</p>
        </Notice>
      )}
    </>
  );
}

function WearablesStep() {
  return (
    <>
      <p>{say(words.wearablesWhy)}</p>
      <div>
        <Button onPress={goOnToSharing}>{say(words.wearablesLater)}</Button>
      </div>
      {/* The last: what is found would move what is below. */}
      <Pairing onPaired={goOnToSharing} />
    </>
  );
}

function SharingStep() {
  const wish = useSignal<Wish | undefined>(undefined);
  const offered = useSignal<Offered | undefined>(undefined);
  const done = (): void => {
    finish();
    announce(say(words.done));
    go('today');
  };
  return (
    <>
      {/* Above what is about to be signed neither is true any more, nor the way on. */}
      {offered.value === undefined && (
        <>
          <Notice tone="good" title={say(words.sharedWithNobody)}>
            <p>{say(words.sharingWhy)}</p>
          </Notice>
          <div>
            <Button look="main" onPress={done}>
              {say(words.sharingNot)}
            </Button>
          </div>
        </>
      )}
      <ShareCard wish={wish} offered={offered} onShared={done} inSetup />
    </>
  );
}
