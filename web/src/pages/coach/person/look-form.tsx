import { useSignal } from '@preact/signals';
import { dayAfter } from '../../../kit/civil-days.js';
import { announce, Button, Choice, Progress, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { rememberedOf } from '../memory.js';
import { todayHere } from '../people/gather.js';
import { lookAt } from './look.js';
import * as words from './messages.js';
import { PurposeField, purposeOf } from './purpose.js';

const PERIODS = { d35: 35, d91: 91, d366: 366 } as const;
const NAMES = ['d35', 'd91', 'd366'] as const;

/** What a coach gives for a look, and what is under way of it. */
function useLook(pseudonym: string) {
  const { purpose: given } = rememberedOf(pseudonym);
  const [typed, period] = [useSignal(given ?? ''), useSignal<keyof typeof PERIODS>('d35')];
  const isTold = useSignal(given !== undefined);
  const [busy, lacking] = [useSignal(false), useSignal(false)];
  const failure = useSignal<unknown>(undefined);
  const ask = async (): Promise<void> => {
    const purpose = purposeOf(typed.value);
    lacking.value = purpose === undefined;
    if (busy.value || purpose === undefined) return;
    [busy.value, failure.value] = [true, undefined];
    // The day that is under way is sealed when it is over.
    const until = dayAfter(todayHere(), -1);
    const from = dayAfter(until, 1 - PERIODS[period.value]);
    try {
      await lookAt({ pseudonym, purpose, from, until });
      isTold.value = true;
      announce(say(words.looked, { places: 'none', purpose }));
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return { typed, period, isTold, busy, lacking, failure, ask };
}

/** Asks for the reason once, and looks. */
export function LookForm({ pseudonym }: { readonly pseudonym: string }) {
  const { typed, period, isTold, busy, lacking, failure, ask } = useLook(pseudonym);
  const { look, purpose = '' } = rememberedOf(pseudonym);
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <div class="reason">
        {busy.value ? (
          <Progress label={say(words.looking)} done={0} of={undefined} />
        ) : isTold.value ? (
          <Told
            purpose={purpose}
            places={(look?.reads ?? []).map(({ index }) => index)}
            onAnother={() => {
              isTold.value = false;
            }}
          />
        ) : (
          <PurposeField typed={typed} isLacking={lacking.value} />
        )}
      </div>
      <div class="row">
        <Choice
          label={say(words.period)}
          value={period.value}
          options={NAMES.map((value) => ({ value, label: say(words.periodOf, { days: value }) }))}
          onChange={(value) => {
            period.value = value;
          }}
        />
        <Button submits look="main" disabled={busy.value} onPress={() => undefined}>
          {say(look === undefined ? words.look : words.lookAgain)}
        </Button>
      </div>
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => void ask()} />}
    </form>
  );
}

interface ToldProps {
  readonly purpose: string;
  readonly places: readonly number[];
  readonly onAnother: () => void;
}

/** What the person sees of it. */
function Told({ purpose, places, onAnother }: ToldProps) {
  return (
    <div class="stack-close">
      <p>{say(words.looked, { places: places.length === 0 ? 'none' : places.join(', '), purpose })}</p>
      <div>
        <Button look="quiet" onPress={onAnother}>
          {say(words.another)}
        </Button>
      </div>
    </div>
  );
}
