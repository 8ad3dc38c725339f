import { type Signal, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import {
  announce,
  Button,
  Choice,
  DayField,
  Disclosure,
  Field,
  language,
  Progress,
  Switch,
  say,
} from '../../../kit/index.js';
import { askAgent, isOpen, passphraseGiven } from '../agent.js';
import { dayOf } from '../days.js';
import { sayingOf } from '../failure.js';
import * as shared from '../messages.js';
import { ClosedPast, PassphraseForm } from '../passphrase-form.js';
import { flag, METRICS, members, number } from '../read-json.js';
import { StepForm } from '../setup/step-form.js';
import * as words from './messages.js';
import { firstWish, OFFERED, type Offer, type Request, readOffer, requestOf, TERMS, type Wish } from './offer.js';
import { Preview } from './preview.js';

export interface ShareCardProps {
  /** Undefined until something is chosen. */
  readonly wish: Signal<Wish | undefined>;
  /** What is about to be signed. */
  readonly offered: Signal<Offered | undefined>;
  readonly onShared: () => void;
  /** In the first steps the passphrase was given just before, and what most people leave as it is, is folded. */
  readonly inSetup?: boolean;
}

export interface Offered {
  readonly request: Request;
  readonly offer: Offer;
}

/** Choose, look at exactly what the coach will see, sign. */
export function ShareCard({ wish, offered, onShared, inSetup = false }: ShareCardProps) {
  const back = (): void => {
    offered.value = undefined;
  };
  useLedOn(offered.value !== undefined);
  useOfferInOwnLanguage(offered);
  if (!isOpen.value) {
    return (
      <>
        <Heading />
        <ClosedPast />
      </>
    );
  }
  return (
    <>
      <Heading />
      {offered.value === undefined ? (
        <WishForm
          wish={wish}
          inSetup={inSetup}
          onOffered={(found) => {
            offered.value = found;
          }}
        />
      ) : (
        <Signing
          {...offered.value}
          passphrase={inSetup ? passphraseGiven() : undefined}
          onBack={back}
          onShared={() => {
            back();
            wish.value = undefined;
            onShared();
          }}
        />
      )}
    </>
  );
}

/** Whoever goes on to what is signed, or back, begins there: the button that was pressed is gone. */
function useLedOn(isOffered: boolean): void {
  const before = useRef(isOffered);
  useLayoutEffect(() => {
    if (before.current !== isOffered) document.getElementById('share')?.focus();
    before.current = isOffered;
  }, [isOffered]);
}

/** What is signed is asked anew in another language once that is chosen; until it is there, or where it does not come, it is as it was. */
function useOfferInOwnLanguage(offered: ShareCardProps['offered']): void {
  const [spoken, request] = [language.value, offered.value?.request];
  useEffect(() => {
    if (request === undefined || request.language === spoken) return undefined;
    const gone = new AbortController();
    void askForOffer({ ...request, language: spoken }, gone.signal).then(
      (found) => {
        if (!gone.signal.aborted) offered.value = found;
      },
      // Its text stays in the language that it says it has.
      () => undefined,
    );
    return () => gone.abort();
  }, [spoken, request]);
}

async function askForOffer(request: Request, signal?: AbortSignal): Promise<Offered> {
  const asked = { path: '/v1/grants/preview', method: 'POST', body: request, read: readOffer } as const;
  return { request, offer: await askAgent({ ...asked, ...(signal && { signal }) }) };
}

const Heading = () => (
  <h2 id="share" tabIndex={-1}>
    {say(words.shareTitle)}
  </h2>
);

interface WishFormProps {
  readonly wish: ShareCardProps['wish'];
  readonly inSetup: boolean;
  readonly onOffered: (offered: Offered) => void;
}

function WishForm({ wish, inSetup, onOffered }: WishFormProps) {
  const failure = useSignal<(() => string) | undefined>(undefined);
  const busy = useSignal(false);
  const chosen = wish.value ?? firstWish();
  const change = (changed: Partial<Wish>): void => {
    wish.value = { ...chosen, ...changed };
  };
  const preview = async (): Promise<void> => {
    if (busy.value) return;
    failure.value = undefined;
    if (chosen.metrics.length === 0) {
      failure.value = () => say(words.nothingChosen);
      return;
    }
    busy.value = true;
    const asked = wish.peek();
    const request = requestOf(chosen, Math.floor(Date.now() / 1000), language.value);
    try {
      const found = await askForOffer(request);
      // What was chosen since is not what was asked for.
      if (wish.peek() === asked) onOffered(found);
    } catch (error) {
      failure.value = sayingOf(error);
    }
    busy.value = false;
  };
  return (
    <form
      class="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        void preview();
      }}
    >
      <Wishes wish={chosen} onChange={change} />
      {inSetup ? (
        <Disclosure label={say(words.finer)}>{() => <Extent wish={chosen} onChange={change} />}</Disclosure>
      ) : (
        <Extent wish={chosen} onChange={change} />
      )}
      {failure.value !== undefined && (
        <p class="field-error" role="alert">
          {failure.value()}
        </p>
      )}
      {busy.value && <Progress label={say(shared.waiting)} done={0} of={undefined} />}
      <div>
        <Button submits look="main" disabled={busy.value} onPress={() => undefined}>
          {say(words.show)}
        </Button>
      </div>
    </form>
  );
}

/** Before it no wristband had anything to share. */
const FIRST_YEAR = '2020-01-01';

interface WishesProps {
  readonly wish: Wish;
  readonly onChange: (changed: Partial<Wish>) => void;
}

function Wishes({ wish: { coach, metrics }, onChange }: WishesProps) {
  return (
    <>
      <Field
        label={say(words.coach)}
        help={say(words.coachHelp)}
        required
        value={coach}
        onInput={(value) => onChange({ coach: value })}
      />
      <fieldset class="fieldset">
        <legend>{say(words.what)}</legend>
        {METRICS.map((metric) => (
          <Switch
            key={metric}
            label={say(shared.metrics, { metric })}
            on={metrics.includes(metric)}
            onChange={(on) => onChange({ metrics: METRICS.filter((m) => (m === metric ? on : metrics.includes(m))) })}
          />
        ))}
      </fieldset>
    </>
  );
}

/** How fine it is, and of which days. */
function Extent({ wish: { granularity, from, days }, onChange }: WishesProps) {
  const lengths = { '30': say(words.month), '90': say(words.quarter), '365': say(words.year) };
  return (
    <>
      <Choice
        label={say(words.howFine)}
        value={granularity}
        options={OFFERED.map((value) => ({ value, label: say(shared.granularities, { granularity: value }) }))}
        onChange={(value) => onChange({ granularity: value })}
      />
      <DayField
        label={say(words.since)}
        value={from}
        from={FIRST_YEAR}
        until={dayOf(new Date())}
        onChange={(value) => onChange({ from: value })}
      />
      <Choice
        label={say(words.howLong)}
        value={days}
        options={TERMS.map((value) => ({ value, label: lengths[value] }))}
        onChange={(value) => onChange({ days: value })}
      />
    </>
  );
}

interface SigningProps extends Offered {
  /** Asked for where it is not known. */
  readonly passphrase: string | undefined;
  readonly onBack: () => void;
  readonly onShared: () => void;
}

function Signing({ request, offer, passphrase: known, onBack, onShared }: SigningProps) {
  const sign = async (passphrase: string): Promise<void> => {
    // Whoever is at the last of the first steps waits for no proof: the day's page has it once it is there.
    const body = {
      ...request,
      notice: offer.notice.sha256,
      passphrase,
      awaits: known === undefined ? 'proven' : 'stored',
    };
    const read = members({ proven: flag, witnesses: number });
    const { proven, witnesses } = await askAgent({ path: '/v1/grants', method: 'POST', body, read });
    announce(proven ? say(words.shared, { witnesses }) : say(words.sharedUnderWay));
    onShared();
  };
  const back = <Button onPress={onBack}>{say(words.changeIt)}</Button>;
  if (known !== undefined) {
    return (
      <StepForm act={say(words.sign)} waiting={say(shared.opening)} onGive={() => sign(known)} others={back}>
        <Preview {...{ request, offer }} />
      </StepForm>
    );
  }
  return (
    <section class="card stack">
      <Preview {...{ request, offer }} />
      <PassphraseForm act={say(words.sign)} onGive={sign}>
        {back}
      </PassphraseForm>
    </section>
  );
}
