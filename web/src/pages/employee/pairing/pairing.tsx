import { useSignal } from '@preact/signals';
import { announce, Button, Progress, say } from '../../../kit/index.js';
import { agentSentenceOf } from '../failure.js';
import * as words from './messages.js';
import { findNearby, type Nearby, nearness, pairWith, tailOf } from './nearby.js';

export interface PairingProps {
  readonly onPaired: () => void;
}

/** Finds wristbands nearby and pairs one of them. */
export function Pairing({ onPaired }: PairingProps) {
  const found = useSignal<readonly Nearby[] | undefined>(undefined);
  const busy = useSignal<string | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const during = async (what: string, work: () => Promise<void>): Promise<void> => {
    if (busy.value !== undefined) return;
    [busy.value, failure.value] = [what, undefined];
    announce(what);
    try {
      await work();
    } catch (error) {
      failure.value = agentSentenceOf(error);
    }
    busy.value = undefined;
  };
  const search = (): Promise<void> =>
    during(say(words.searching), async () => {
      found.value = await findNearby();
      announce(say(words.found, { count: found.value.length }));
    });
  const pair = (band: Nearby): Promise<void> =>
    during(say(band.keyed ? words.confirm : words.pairing), async () => {
      await pairWith(band);
      found.value = found.value?.map((each) => (each === band ? { ...band, paired: true } : each));
      announce(say(words.pairedNow, { name: nameOf(band) }));
      onPaired();
    });
  return (
    <section class="card stack">
      <div>
        <Button look="main" disabled={busy.value !== undefined} onPress={() => void search()}>
          {say(found.value === undefined ? words.search : words.searchAgain)}
        </Button>
      </div>
      {found.value !== undefined && <Found bands={found.value} onPair={(band) => void pair(band)} />}
      {/* What comes and goes moves nothing that was found. */}
      {busy.value !== undefined && <Progress label={busy.value} done={0} of={undefined} />}
      {failure.value !== undefined && (
        <p class="field-error" role="alert">
          {failure.value}
        </p>
      )}
    </section>
  );
}

const nameOf = ({ name }: Nearby): string => name ?? say(words.nameless);

/** Whether another one nearby is called the same. */
const hasTwin = (band: Nearby, bands: readonly Nearby[]): boolean =>
  bands.some((other) => other !== band && nameOf(other) === nameOf(band));

function Found({ bands, onPair }: { readonly bands: readonly Nearby[]; readonly onPair: (band: Nearby) => void }) {
  return (
    <>
      {bands.length === 0 && <p>{say(words.found, { count: 0 })}</p>}
      {bands.length > 0 && (
        <ul class="bands">
          {bands.map((band) => (
            <li key={band.address}>
              <div class="stack-close">
                <strong>{nameOf(band)}</strong>
                <span class="small">{say(words.kind, { family: band.family })}</span>
                <span class="small muted">
                  {say(words.signal, { near: nearness(band.signal) })}
                  {hasTwin(band, bands) && `, ${say(words.addressEnds, { tail: tailOf(band) })}`}
                </span>
              </div>
              {band.paired ? (
                <span>{say(words.paired)}</span>
              ) : (
                <Button
                  label={say(words.pairThis, { name: nameOf(band), tail: tailOf(band) })}
                  onPress={() => onPair(band)}
                >
                  {say(words.pair)}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
