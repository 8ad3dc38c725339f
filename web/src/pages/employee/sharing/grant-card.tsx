import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { AskError, announce, Button, Dialog, format, Marked, Switch, say } from '../../../kit/index.js';
import { askAgent, passphraseGiven } from '../agent.js';
import { Failure } from '../failure.js';
import { useFocusHandedOn } from '../focus-handed-on.js';
import { PassphraseForm } from '../passphrase-form.js';
import { Proven } from '../proven.js';
import { flag, members } from '../read-json.js';
import { type Grant, stillSeen } from './grants.js';
import * as words from './messages.js';
import { whatText } from './what-text.js';

export interface GrantCardProps {
  readonly grant: Grant;
  /** Those of the same coach that stand besides. */
  readonly others: readonly Grant[];
  /** It was ended. */
  readonly onChange: () => void;
  /** The same is to be shared again. */
  readonly onShare: () => void;
}

/** One grant, as a switch: off ends it at once, on leads to what would be shared. */
export function GrantCard({ grant, others, onChange, onShare }: GrantCardProps) {
  const asking = useSignal(false);
  const ending = useSignal(false);
  const failure = useSignal<unknown>(undefined);
  const root = useRef<HTMLElement>(null);
  useFocusHandedOn(root);
  const end = async (passphrase: string): Promise<void> => {
    const told = await withdraw(grant.id, passphrase);
    asking.value = false;
    announce(told ? stoppedText(grant, others) : say(words.stoppedHere));
    onChange();
  };
  const ask = (): void => {
    asking.value = true;
  };
  const close = (): void => {
    asking.value = false;
  };
  const endBy = async (given: string): Promise<void> => {
    ending.value = true;
    failure.value = undefined;
    try {
      await end(given);
    } catch (error) {
      if (needsPassphrase(error)) ask();
      else failure.value = error;
    }
    ending.value = false;
  };
  const turn = (on: boolean): void => {
    if (ending.value) return;
    const given = passphraseGiven();
    if (on) onShare();
    else if (given === undefined) ask();
    else void endBy(given);
  };
  const told = { coach: grant.coach, what: whatText(grant.scope) };
  return (
    <section ref={root} class="card stack">
      <Switch
        label={grant.isOver ? say(words.coachSaw, told) : say(words.coachSees, told)}
        help={grant.isOver ? say(words.overSince) : termOf(grant)}
        on={!grant.isOver}
        disabled={ending.value}
        onChange={turn}
      />
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => turn(false)} />}
      {!grant.isOver && <Place proof={grant.proof} />}
      <Dialog title={say(words.stopTitle)} open={asking.value} onClose={close}>
        <p>{say(words.stopWhy)}</p>
        <PassphraseForm act={say(words.stop)} onGive={end}>
          <Button onPress={close}>{say(words.cancel)}</Button>
        </PassphraseForm>
      </Dialog>
    </section>
  );
}

/** What the coach still sees of the same is said with it. */
function stoppedText(ended: Grant, others: readonly Grant[]): string {
  const still = stillSeen(ended, others);
  const { coach } = ended;
  return still.length === 0 ? say(words.stopped, { coach }) : say(words.stoppedStill, { coach, what: whatText(still) });
}

/** Whether the passphrase that was given before does not end it any more. */
const needsPassphrase = (error: unknown): boolean =>
  error instanceof AskError && (error.reason === 'bad-passphrase' || error.reason === 'locked');

/** @returns whether the coach API has said that it knows */
async function withdraw(grant: string, passphrase: string): Promise<boolean> {
  const read = members({ stored: flag });
  const body = { grant, passphrase };
  return (await askAgent({ path: '/v1/withdrawals', method: 'POST', body, read })).stored;
}

/** Long before anybody measured anything. */
const ALWAYS = '2010-01-01';

export function termOf({ from, until, expires }: Grant): string {
  const told = { until: format.day(until), expires: format.moment(expires) };
  return from < ALWAYS ? say(words.openEnd, told) : say(words.term, { ...told, from: format.day(from) });
}

function Place({ proof }: Pick<Grant, 'proof'>) {
  if (proof !== null) return <Proven proof={proof} small />;
  return (
    <Marked tone="plain" small>
      {say(words.underWay)}
    </Marked>
  );
}
