import * as protocol from '@fit4work/protocol';
import { run, type VectorFile } from '../../vectors/src/run.js';
import { envelopeOf, person } from './people.js';

const {
  boxKeyPair,
  civilDay,
  civilDayBounds,
  cryptoReady,
  fromHex,
  fromRecoveryWords,
  METRICS,
  openBox,
  parseEnvelope,
  parsePolicy,
  parseProof,
  seal,
  toHex,
  toRecoveryWords,
  unseal,
  verifyCheckpoint,
  verifyEnvelope,
  verifyProof,
  windowsOf,
} = protocol;

/* What the page in the browser does with the protocol. Bytes cross in hexadecimal. */

/** libsodium must be ready. */
const recipient = () => boxKeyPair(new Uint8Array(32).fill(0x5e));

export interface ProofFiles {
  readonly policy: string;
  readonly proof: string;
  readonly leaf: string;
}

interface Stretch {
  readonly zone: string;
  readonly days: readonly string[];
}

const page = {
  /** An envelope of the person that a byte stands for. */
  sealEnvelope: async (byte: number): Promise<string> => toHex(envelopeOf(person(byte))),

  /** The plaintexts of an envelope of that person. */
  openEnvelope: async (byte: number, envelope: string): Promise<readonly string[]> => {
    const { key, boxes } = person(byte);
    const opened = parseEnvelope(fromHex(envelope));
    verifyEnvelope(opened, key.publicKey);
    return METRICS.map((metric, i) => toHex(openBox(opened, metric, boxes[i]?.dataKey ?? new Uint8Array(0))));
  },

  /** Sealed boxes take their randomness from the machine. */
  sealSecret: async (secret: string): Promise<string> => toHex(seal(fromHex(secret), recipient().publicKey)),
  openSecret: async (sealed: string): Promise<string> => toHex(unseal(fromHex(sealed), recipient())),

  recoveryWords: async (root: string): Promise<string> => toRecoveryWords(fromHex(root)),
  recoveredRoot: async (words: string): Promise<string> => toHex(fromRecoveryWords(words)),

  /** Size, index and witnesses of a proof, or the code of its refusal. */
  verifyProof: async ({ policy, proof, leaf }: ProofFiles): Promise<unknown> => {
    try {
      const parsed = parseProof(fromHex(proof));
      const { checkpoint, cosigned } = verifyProof(parsed, fromHex(leaf), parsePolicy(policy));
      const alone = verifyCheckpoint(parsed.checkpoint, parsePolicy(policy)).checkpoint;
      return { size: checkpoint.size, root: toHex(alone.root), index: parsed.index, cosigned: [...cosigned] };
    } catch (error) {
      return (error as { code?: string }).code;
    }
  },

  /** Bounds and windows of civil days, and the day of the instants around every bound. */
  civilDays: async ({ zone, days }: Stretch): Promise<unknown> =>
    days.map((day) => {
      const { start, end } = civilDayBounds(day, zone);
      const around = [start - 1, start, end - 1, end].map((time) => civilDay(time, zone));
      return [day, start, end, windowsOf(day, 'hour', zone).length, windowsOf(day, 'raw', zone).length, ...around];
    }),

  /** How many cases of a file of vectors were run, and which failed. */
  vectors: async (name: string, file: VectorFile): Promise<unknown> => run(name, file, protocol),
};

export const ready = cryptoReady.then(() => page);
Object.assign(globalThis, { ready });
