import {
  type Block,
  type Finding,
  FindingError,
  followLog,
  formatPath,
  type Policy,
  parseBlock,
  quorumsMeet,
  readAhead,
  TakenBack,
  type TileReader,
  type VerifiedLog,
  verifyLog,
} from '@fit4work/anchor-service/verifier';
import { effect, signal } from '@preact/signals';
import { SeenBlocks } from './chain/seen-blocks.js';
import { otherKeysOf } from './cosigners.js';
import { lastVisit, remember, type State } from './last-visit.js';
import { address, readerAt } from './log-address.js';
import { type Trust, trust } from './trust.js';

/** The two signed words of a log that took one back, as they are handed on. */
interface Evidence {
  readonly a: Uint8Array;
  readonly b: Uint8Array;
  /** The path between them, where it is known. */
  readonly proof: Uint8Array | undefined;
}

/** How far a verification is, or what came of it. */
export type Verification =
  | { readonly kind: 'idle' | 'stopped' }
  | {
      readonly kind: 'running';
      readonly done: number;
      readonly size: number | undefined;
      /** Nothing has come of the log for a while. */
      readonly isSilent: boolean;
    }
  | {
      readonly kind: 'sound';
      readonly log: VerifiedLog;
      /** By which its newest state was verified. */
      readonly policy: Policy;
      /** The blocks that it went through, and those that their chain leads to. */
      readonly seen: SeenBlocks;
      readonly quorumsMeet: boolean;
      /** Whether the next visit can go on from here. */
      readonly isKept: boolean;
      /** Names of witnesses as whom somebody signed with other keys than theirs. */
      readonly otherKeys: readonly string[];
      /** When it was verified, by the clock of this device, Unix seconds. */
      readonly at: number;
    }
  /** `unsound` convicts the log; `unsure` nobody. */
  | { readonly kind: 'unsound' | 'unsure'; readonly finding: Finding; readonly evidence: Evidence | undefined };

export const verification = signal<Verification>({ kind: 'idle' });

/** Of one log and one policy: what another run of this page finds out later is not told of these. */
let run = new AbortController();
function end(now: Verification): void {
  run.abort();
  run = new AbortController();
  verification.value = now;
}
effect(() => {
  trust.value;
  address.value;
  end({ kind: 'idle' });
});

/** Ends a verification by the will of the person: nothing is said of the log. */
export function stop(): void {
  if (verification.peek().kind === 'running') end({ kind: 'stopped' });
}

/**
 * Verifies the log, from what was seen before or from its first leaf. Also the whole walk begins with what was seen: a log that
 * took something back is told however it is looked at.
 */
export async function verify(from: 'last-visit' | 'genesis'): Promise<void> {
  const given = trust.value;
  const seen = lastVisit.value;
  if (given === undefined || seen.kind === 'unusable' || verification.value.kind === 'running') return;
  const { signal } = run;
  const before = verification.value;
  const tell = (now: Verification): void => {
    if (!signal.aborted) verification.value = now;
  };
  tell({ kind: 'running', done: 0, size: undefined, isSilent: false });
  const held = seen.kind === 'here' ? seen.state : undefined;
  try {
    tell(await walk(given, { held, from, tell, signal, seen: seenUpTo(held?.last, before) }));
  } catch (error) {
    if (signal.aborted) return;
    tell(error instanceof FindingError ? foundBy(error, held?.note) : { kind: 'idle' });
    if (!(error instanceof FindingError)) throw error;
  }
}

interface Walk {
  readonly held: State | undefined;
  readonly from: 'last-visit' | 'genesis';
  readonly tell: (now: Verification) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly seen: SeenBlocks;
}

/** Of an earlier run of this visit all that it went through is known still, where its chain has the block to go on from. */
function seenUpTo(last: Block | undefined, before: Verification): SeenBlocks {
  const known = before.kind === 'sound' ? before.seen : new SeenBlocks();
  if (last === undefined || known.standingsOf([last])[0] === 'verified') return known;
  const seen = new SeenBlocks();
  seen.see(last);
  return seen;
}

async function walk(given: Trust, { held, from, tell, signal, seen }: Walk): Promise<Verification> {
  const now = Math.floor(Date.now() / 1000);
  const read = readAhead(heard(readerAt(address.value, signal), signal));
  const followed = await followLog(read, held?.standing ?? given, { known: held?.history, now });
  const { policy } = followed.standing;
  const options = { read: followed.read, policy, policies: followed.policies, now, onProgress: progressFor(tell) };
  const isAnew = from === 'genesis' && held !== undefined;
  if (isAnew) await verifyLog({ ...options, held });
  const log = await verifyLog({ ...options, held: isAnew ? undefined : held, onFile: seeing(seen) });
  seen.endAt(log.blocks);
  const history = followed.history.first === undefined && held !== undefined ? held.history : followed.history;
  const otherKeys = otherKeysOf(log.note, policy);
  const isKept = remember(given, log, history);
  return { kind: 'sound', log, policy, seen, quorumsMeet: quorumsMeet(policy), isKept, otherKeys, at: now };
}

const seeing =
  (seen: SeenBlocks) =>
  (path: string, bytes: Uint8Array): void => {
    if (path.startsWith('blocks/')) seen.see(parseBlock(bytes));
  };

/** A screen needs no more than a few steps a second. */
function progressFor(tell: Walk['tell']): (done: number, size: number) => void {
  let told = 0;
  return (done, size) => {
    const at = performance.now();
    if (done < size && at - told < 100) return;
    told = at;
    tell({ kind: 'running', done, size, isSilent: false });
  };
}

/** A log far away may take some seconds. */
const SILENCE = 10_000;

/** Tells of a log that is asked and gives no answer for a while, and of its next one. */
function heard(read: TileReader, signal: AbortSignal): TileReader {
  let pending = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (isSilent: boolean): void => {
    const now = verification.peek();
    if (signal.aborted || now.kind !== 'running' || now.isSilent === isSilent) return;
    verification.value = { ...now, isSilent };
  };
  const listen = (): void => {
    clearTimeout(timer);
    if (pending > 0) timer = setTimeout(() => tell(true), SILENCE);
  };
  return async (path) => {
    pending += 1;
    if (pending === 1) listen();
    try {
      return await read(path);
    } finally {
      pending -= 1;
      listen();
      tell(false);
    }
  };
}

/** What took something back is kept as a witness or a mirror keeps it (SPEC.md clause 15.11). */
function foundBy(error: FindingError, seen: Uint8Array | undefined): Verification {
  const { finding } = error;
  const kind = error.convicts ? 'unsound' : 'unsure';
  if (!(error instanceof TakenBack) || seen === undefined) return { kind, finding, evidence: undefined };
  const proof = error.path.length > 0 ? formatPath(error.path) : undefined;
  return { kind, finding, evidence: { a: seen, b: error.served.note, proof } };
}
