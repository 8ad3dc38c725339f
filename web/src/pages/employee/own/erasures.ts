import { flag, list, members, number, orNull, text } from '../read-json.js';

const readCertificate = members({
  /** Unix seconds */
  time: number,
  envelopes: number,
  logIndex: orNull(number),
  witnesses: number,
  problem: orNull(text),
});
const readErasure = members({
  leaf: text,
  from: text,
  until: text,
  /** Unix seconds */
  issued: number,
  received: flag,
  logIndex: orNull(number),
  witnesses: number,
  certificate: orNull(readCertificate),
});
export type Erasure = ReturnType<typeof readErasure>;

export const readErasures = members({ erasures: list(readErasure), unbelieved: list(members({ problem: text })) });
export type Erasures = ReturnType<typeof readErasures>;

export const readErased = members({ erasure: readErasure, scrubbed: flag, lookedUp: flag });

/** Long before anybody measured anything: so begins what is everything. */
const ALWAYS = '2010-01-01';
export const isEverything = ({ from }: Erasure): boolean => from < ALWAYS;
