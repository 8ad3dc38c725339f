import { useSignal } from '@preact/signals';
import { dayAfter } from '../../../kit/civil-days.js';
import { announce, Button, Choice, Progress, Room, say } from '../../../kit/index.js';
import { Failure } from '../failure.js';
import { type Remembered, remember, rememberedOf } from '../memory.js';
import { todayHere } from '../people/gather.js';
import { lookAt } from './look.js';
import * as words from './messages.js';
import { PurposeField, typedReasonOf } from './purpose.js';
import { PERIODS } from './summaries.js';

const NAMES = ['d35', 'd91', 'd366'] as const;

/** What a coach gives for a look, and what is under way of it. */
function useLook(pseudonym: string) {
  const [busy, lacking] = [useSignal(false), useSignal(false)];
  const failure = useSignal<unknown>(undefined);
  const ask = async (): Promise<void> => {
    const purpose = typedReasonOf(pseudonym);
    lacking.value = purpose === undefined;
    if (busy.value || purpose === undefined) return;
    [busy.value, failure.value] = [true, undefined];
    // The day that is under way is sealed when it is over.
    const until = dayAfter(todayHere(), -1);
    const from = dayAfter(until, 1 - PERIODS[rememberedOf(pseudonym).period]);
    try {
      await lookAt({ pseudonym, purpose, from, until });
      announce(say(words.looked, { places: 'none', purpose }));
    } catch (error) {
      failure.value = error;
    }
    busy.value = false;
  };
  return { busy, lacking, failure, ask };
}

/** Asks for the reason once, which stands there from then on, and looks. */
export function LookForm({ pseudonym }: { readonly pseudonym: string }) {
  const { busy, lacking, failure, ask } = useLook(pseudonym);
  const { look, period } = rememberedOf(pseudonym);
  return (
    <form
      class="card stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <PurposeField pseudonym={pseudonym} isLacking={lacking.value} />
      <div class="row">
        <Choice
          label={say(words.period)}
          value={period}
          options={NAMES.map((value) => ({ value, label: say(words.periodOf, { days: value }) }))}
          onChange={(chosen) => remember(pseudonym, { period: chosen })}
        />
        <Button submits look="main" disabled={busy.value} onPress={() => undefined}>
          <Room
            isWithin
            text={say(look === undefined ? words.look : words.lookAgain)}
            others={[say(words.lookAgain)]}
          />
        </Button>
      </div>
      {/* All that comes by itself comes here: what stands above and below it stays. */}
      <div class="awaited">{busy.value && <Progress label={say(words.looking)} done={0} of={undefined} />}</div>
      {look !== undefined && <p>{lookedText(look)}</p>}
      {failure.value !== undefined && <Failure error={failure.value} onAgain={() => void ask()} />}
    </form>
  );
}

/** What the person sees of it. */
function lookedText({ reads, purpose }: NonNullable<Remembered['look']>): string {
  const places = reads.map(({ index }) => index).join(', ');
  return say(words.looked, { places: places === '' ? 'none' : places, purpose });
}
