import { useLayoutEffect, useRef } from 'preact/hooks';
import { Disclosure, format, Notice, say } from '../../../kit/index.js';
import { now } from '../freshness.js';
import * as pairing from '../pairing/messages.js';
import { goBackInto, Pairing, type PairingState } from '../pairing/pairing.js';
import * as words from './messages.js';
import { isFull, type Status, type Wearable } from './status.js';

/** Seconds after which a wristband that was not read is said to be away: it may have been a walk, not a day. */
const AWAY = 3 * 3_600;

export interface WearablesCardProps {
  readonly status: Pick<Status, 'wearables' | 'storage'>;
  readonly pairing: PairingState;
  readonly onPaired: () => void;
}

/** What each wristband is up to. */
export function WearablesCard({ status, pairing: state, onPaired }: WearablesCardProps) {
  const { wearables } = status;
  const hasRoom = !isFull(status);
  const card = useRef<HTMLElement>(null);
  // As a whole where one falls silent: nothing of it moves.
  const silent = `${hasRoom} ${wearables?.map(({ synchronised }) => isSilent(synchronised)).join(' ')}`;
  // After the disclosure that is taken over: whoever was pairing has the focus where it was.
  useLayoutEffect(() => goBackInto(card.current, state), [silent]);
  return (
    <section key={silent} ref={card} class="card stack">
      <h2>{say(words.wristband)}</h2>
      {wearables?.map((wearable) => (
        <State key={wearable.wearable} wearable={wearable} hasRoom={hasRoom} />
      ))}
      {wearables === null && <Notice tone="care">{say(words.wristbandsUnknown)}</Notice>}
      {wearables?.length === 0 && <Notice tone="care">{say(words.noWristband)}</Notice>}
      <Disclosure label={say(pairing.title)}>
        <Pairing state={state} onPaired={onPaired} />
      </Disclosure>
    </section>
  );
}

interface StateProps {
  readonly wearable: Wearable;
  readonly hasRoom: boolean;
}

function State({ wearable, hasRoom }: StateProps) {
  return (
    <div class="stack-close">
      <h3>{wearable.device ?? say(pairing.kind, { family: wearable.family })}</h3>
      <p>{batteryText(wearable.battery)}</p>
      <Heard wearable={wearable} hasRoom={hasRoom} />
    </div>
  );
}

function batteryText(battery: Wearable['battery']): string {
  if (battery === null) return say(words.noBattery);
  const percent = format.percent(battery.percent / 100);
  return battery.charging ? say(words.charging, { percent }) : say(words.battery, { percent });
}

const isSilent = (at: number | null): boolean => at !== null && now.value - at >= AWAY;

function Heard({ wearable: { synchronised, clockWentBack }, hasRoom }: StateProps) {
  if (synchronised === null) return <p>{say(clockWentBack ? words.heardSometime : words.neverHeard)}</p>;
  const when = format.moment(synchronised);
  if (!isSilent(synchronised)) return <p>{say(words.heard, { when })}</p>;
  return (
    <Notice tone="care" title={say(words.silent, { when })}>
      {/* Where there is no room it would bring nothing. */}
      {hasRoom && <p>{say(words.silentHow)}</p>}
    </Notice>
  );
}
