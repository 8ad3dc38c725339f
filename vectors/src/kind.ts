import type * as Door from '../../protocol/dist/index.js';

/** What the protocol exports, without two classes whose private members make one build's type a stranger to another's. */
export type Protocol = Omit<typeof Door, 'LogView' | 'TreeEdge'>;

export type Members = Readonly<Record<string, unknown>>;

/** One case of a file: what stands beside these four is input, `expect` is output. */
export interface Case extends Members {
  readonly name: string;
  readonly clause: string;
  readonly valid: boolean;
  /** Of an invalid case: the codes that are admitted, or true for any. */
  readonly refused?: readonly string[] | true;
}

export interface VectorFile {
  readonly description: string;
  readonly spec: string;
  readonly count: { readonly valid: number; readonly invalid: number };
  readonly keys?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cases: readonly Case[];
}

/** With what a case is run. */
export interface Use {
  readonly protocol: Protocol;
  readonly keys: NonNullable<VectorFile['keys']>;
}

export type Pair = readonly [actual: unknown, expected: unknown];

/** How the cases of one file are run. */
export interface Kind {
  /**
   * What a reader makes of the input, or a writer where the case is about one. It throws an error of the protocol, or answers
   * undefined, where the input is refused.
   */
  readonly read: (one: Case, use: Use) => unknown;
  /** What has to hold besides for a valid case, writing above all: pairs of what is and what has to be. */
  readonly also?: (one: Case, use: Use) => readonly Pair[];
}

/** The case cannot be run at all: its file is wrong, or what has to be read first is not. */
export class CaseError extends Error {
  override readonly name = 'CaseError';
}

/** Reads what is not in question in a case; a refusal here is not the one that the case is about. */
export function unquestioned<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new CaseError('what stands around the input is refused already', { cause });
  }
}
