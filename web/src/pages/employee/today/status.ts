import { flag, list, members, number, orAbsent, orNull, text } from '../read-json.js';

const readWearable = members({
  wearable: number,
  device: orNull(text),
  family: text,
  /** Unix seconds */
  synchronised: orNull(number),
  /** Then nobody can say when it was read. */
  clockWentBack: flag,
  battery: orNull(members({ percent: number, charging: flag })),
});
export type Wearable = ReturnType<typeof readWearable>;

/** What is known without the passphrase. Null is what was changed on the disk, which `damaged` names; `days` also where nothing was measured. */
export const readStatus = members({
  wordsConfirmed: flag,
  grantsUnconfirmed: orNull(list(text)),
  days: orNull(members({ from: text, until: text })),
  wearables: orNull(list(readWearable)),
  envelopes: orNull(number),
  receipts: orNull(number),
  anchored: orNull(number),
  witnesses: number,
  findings: orNull(list(members({ code: text, current: flag }))),
  storage: orNull(members({ full: flag, diskFull: flag })),
  damaged: list(text),
});
export type Status = ReturnType<typeof readStatus>;

/** Whether the agent has room for nothing more: a wristband keeps what it measured. */
export const isFull = ({ storage }: Pick<Status, 'storage'>): boolean =>
  storage !== null && (storage.full || storage.diskFull);

const readValue = members({
  metric: text,
  total: orAbsent(orNull(number)),
});
const readSample = members({
  metric: text,
  start: number,
  duration: orAbsent(number),
  value: orAbsent(number),
  stage: orAbsent(text),
});
export type Sample = ReturnType<typeof readSample>;
const readWindow = members({ start: number, wornSeconds: number, values: list(readValue) });

/** Of the days that were asked. */
const readDay = members({ day: text, windows: orAbsent(list(readWindow)), samples: orAbsent(list(readSample)) });
export const readSamples = members({ days: list(readDay), closed: list(text), damaged: list(text) });
export type Samples = ReturnType<typeof readSamples>;
