import './employee.css';
import {
  addressOf,
  announce,
  Beginning,
  Button,
  Notice,
  OverFoot,
  place,
  Shell,
  say,
  show,
  workOffline,
} from '../../kit/index.js';
import { begin, closePast, enrolled, followLinks, isOpen, signedIn, signOut } from './agent.js';
import { Waiting } from './answer.js';
import { sentenceOf } from './failure.js';
import { AgentHelp, ForHelper } from './for-helper.js';
import { stayFresh } from './freshness.js';
import { HistoryView } from './history/history-view.js';
import { LeavingSoon } from './leaving-soon.js';
import { LettersView } from './letters/letters-view.js';
import { LookedView } from './looked/looked-view.js';
import * as words from './messages.js';
import { OwnView } from './own/own-view.js';
import { CLOSED_PAST } from './passphrase-form.js';
import { PastClosing } from './past-closing.js';
import { ProgrammeView } from './programme/programme-view.js';
import { type Stage, setupState, stage } from './setup/progress.js';
import { HEADINGS, Next, SetupView } from './setup/setup-view.js';
import { SharingView } from './sharing/sharing-view.js';
import { StaleNotice } from './stale-notice.js';
import { TodayView } from './today/today-view.js';

const VIEWS = [
  { name: 'today', label: words.today, View: TodayView },
  { name: 'history', label: words.history, View: HistoryView },
  { name: 'programme', label: words.programme, View: ProgrammeView },
  { name: 'letters', label: words.letters, View: LettersView },
  { name: 'sharing', label: words.sharing, View: SharingView },
  { name: 'looked', label: words.looked, View: LookedView },
  { name: 'own', label: words.own, View: OwnView },
] as const;

/** What an employee sees of oneself, and who else saw it. */
function Employee() {
  const isIn = signedIn.value === 'yes';
  const isAway = signedIn.value === 'away';
  const isOut = !isIn;
  // Before it is asked whether there is an agent, or which step is next, nobody knows what stands here.
  if (signedIn.value === 'asking')
    return (
      <Beginning title={say(words.title)}>
        <Waiting />
      </Beginning>
    );
  if (isIn && !enrolled.value && setupState.value === undefined)
    return (
      <Beginning title={say(words.title)}>
        <Next />
      </Beginning>
    );
  const shown = VIEWS.find(({ name }) => name === place.value[0]) ?? VIEWS[0];
  const at = isIn ? stage.value : undefined;
  const heading = isAway ? words.agentAway : isOut ? words.signedOut : ((at && HEADINGS[at]) ?? shown.label);
  return (
    <Shell
      title={say(words.title)}
      heading={say(heading)}
      step={at}
      links={
        isOut || at !== undefined
          ? []
          : VIEWS.map(({ name, label }) => ({ label: say(label), href: addressOf(name), current: name === shown.name }))
      }
      foot={<Foot isIn={isIn} />}
    >
      {isIn ? <Inside at={at} View={shown.View} /> : isAway ? <Away /> : <Outside />}
      <OverFoot>
        {isIn && <StaleNotice />}
        <PastClosing />
        {isIn && <LeavingSoon />}
      </OverFoot>
    </Shell>
  );
}

interface InsideProps {
  readonly at: Stage | undefined;
  readonly View: (typeof VIEWS)[number]['View'];
}

/** The first steps, as long as there are some. */
const Inside = ({ at, View }: InsideProps) => (at === undefined ? <View /> : <SetupView stage={at} />);

function Outside() {
  return (
    <Notice tone="care" {...(signedIn.value === 'used' && { title: say(words.linkUsed) })}>
      <p>{say(words.signedOutHow)}</p>
      <ForHelper command="fit4work-agent page" />
    </Notice>
  );
}

/** The browser kept the page itself, and nothing that it ever showed. */
function Away() {
  return (
    <Notice tone="care">
      <p>{say(words.agentAwayHow)}</p>
      <div>
        <Button onPress={() => void begin()}>{say(words.again)}</Button>
      </div>
      <AgentHelp />
    </Notice>
  );
}

function Foot({ isIn }: { readonly isIn: boolean }) {
  const close = (): Promise<void> =>
    closePast()
      .then(
        () => announce(say(words.closed)),
        (error: unknown) => announce(sentenceOf(error)),
      )
      .finally(goOn);
  const leave = (): Promise<void> => signOut().catch((error: unknown) => announce(sentenceOf(error)));
  return (
    <div class="stack-close">
      <p>{say(words.foot)}</p>
      {isIn && (
        <div class="row">
          {isOpen.value && <Button onPress={() => void close()}>{say(words.close)}</Button>}
          <Button onPress={() => void leave()}>{say(words.signOut)}</Button>
        </div>
      )}
    </div>
  );
}

/** The button that was pressed is gone: on where the past is opened again, or else where the view begins. */
function goOn(): void {
  if (document.activeElement !== document.body) return;
  const closed = document.getElementById(CLOSED_PAST);
  (closed ?? document.querySelector<HTMLElement>('main h1'))?.focus();
}

show(Employee);
void begin();
followLinks();
stayFresh();
void workOffline();
