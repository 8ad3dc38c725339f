import { type Signal, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { announce, Button, type Message, Progress, say } from '../../../kit/index.js';
import { sayingOf } from '../failure.js';
import * as words from './messages.js';
import { findNearby, type Nearby, nearness, pairWith, tailOf } from './nearby.js';

/** What was found, and what is being done: more lasting than where it is shown. */
export interface PairingState {
  readonly found: Signal<readonly Nearby[] | undefined>;
  readonly busy: Signal<Message | undefined>;
  readonly failure: Signal<(() => string) | undefined>;
  /** What had the focus where it was shown last: the address of a wristband. */
  readonly left: { current: string | undefined };
}

export const usePairing = (): PairingState => ({
  found: useSignal<readonly Nearby[] | undefined>(undefined),
  busy: useSignal<Message | undefined>(undefined),
  failure: useSignal<(() => string) | undefined>(undefined),
  left: useRef<string | undefined>(undefined),
});

export interface PairingProps {
  /** Its own, where nothing replaces it. */
  readonly state?: PairingState;
  readonly onPaired: () => void;
}

/** Finds wristbands nearby and pairs one of them. */
export function Pairing({ state, onPaired }: PairingProps) {
  const own = usePairing();
  const { found, busy, failure, left } = state ?? own;
  const root = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const here = root.current;
    return () => {
      const at = document.activeElement;
      left.current = here?.contains(at) === true ? placeOf(at) : undefined;
    };
  }, []);
  const during = async (what: Message, work: () => Promise<void>): Promise<void> => {
    if (busy.value !== undefined) return;
    [busy.value, failure.value] = [what, undefined];
    announce(say(what));
    try {
      await work();
    } catch (error) {
      failure.value = sayingOf(error);
    }
    busy.value = undefined;
  };
  const search = (): Promise<void> =>
    during(words.searching, async () => {
      found.value = await findNearby();
      announce(say(words.found, { count: found.value.length }));
    });
  const pair = (band: Nearby): Promise<void> =>
    during(band.keyed ? words.confirm : words.pairing, async () => {
      await pairWith(band);
      found.value = found.value?.map((each) => (each === band ? { ...band, paired: true } : each));
      announce(say(words.pairedNow, { name: nameOf(band) }));
      onPaired();
    });
  return (
    <section ref={root} class="card stack">
      <div data-pairing="search">
        <Button look="main" disabled={busy.value !== undefined} onPress={() => void search()}>
          {say(found.value === undefined ? words.search : words.searchAgain)}
        </Button>
      </div>
      {found.value !== undefined && <Found bands={found.value} onPair={(band) => void pair(band)} />}
      {/* What comes and goes moves nothing that was found. */}
      {busy.value !== undefined && <Progress label={say(busy.value)} done={0} of={undefined} />}
      {failure.value !== undefined && (
        <p class="field-error" role="alert">
          {failure.value()}
        </p>
      )}
    </section>
  );
}

const placeOf = (at: Element | null): string | undefined =>
  at?.closest('[data-pairing]')?.getAttribute('data-pairing') ?? undefined;

/** Where it was shown anew with all around it, whoever was in it is there again; not who has gone elsewhere since. */
export function goBackInto(around: HTMLElement | null, { left }: PairingState): void {
  const at = left.current;
  left.current = undefined;
  const isElsewhere = document.activeElement !== document.body && around?.contains(document.activeElement) !== true;
  if (at === undefined || isElsewhere) return;
  around?.querySelector<HTMLElement>(`[data-pairing="${at}"] :is(button, [tabindex])`)?.focus({ preventScroll: true });
}

const nameOf = ({ name }: Nearby): string => name ?? say(words.nameless);

/** Whether another one nearby is called the same. */
const hasTwin = (band: Nearby, bands: readonly Nearby[]): boolean =>
  bands.some((other) => other !== band && nameOf(other) === nameOf(band));

interface FoundProps {
  readonly bands: readonly Nearby[];
  readonly onPair: (band: Nearby) => void;
}

function Found({ bands, onPair }: FoundProps) {
  if (bands.length === 0) return <p>{say(words.found, { count: 0 })}</p>;
  return (
    <ul class="bands">
      {bands.map((band) => (
        <li key={band.address} data-pairing={band.address}>
          <div class="stack-close">
            <strong>{nameOf(band)}</strong>
            <span class="small">{say(words.kind, { family: band.family })}</span>
            <span class="small muted">
              {say(words.signal, { near: nearness(band.signal) })}
              {hasTwin(band, bands) && `, ${say(words.addressEnds, { tail: tailOf(band) })}`}
            </span>
          </div>
          <Pair band={band} onPair={onPair} />
        </li>
      ))}
    </ul>
  );
}

/** A button, and in its place that it was pressed: with the focus that the button had. */
function Pair({ band, onPair }: Pick<FoundProps, 'onPair'> & { readonly band: Nearby }) {
  const done = useRef<HTMLSpanElement>(null);
  const was = useRef(band.paired);
  useLayoutEffect(() => {
    const isNew = band.paired && !was.current;
    was.current = band.paired;
    if (isNew && document.activeElement === document.body) done.current?.focus({ preventScroll: true });
  }, [band.paired]);
  if (band.paired) {
    return (
      <span ref={done} tabIndex={-1}>
        {say(words.paired)}
      </span>
    );
  }
  return (
    <Button label={say(words.pairThis, { name: nameOf(band), tail: tailOf(band) })} onPress={() => onPair(band)}>
      {say(words.pair)}
    </Button>
  );
}
