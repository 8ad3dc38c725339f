import { equalBytes, sha256, toHex } from '@fit4work/protocol';
import type { BlockHeader } from './core/block-headers.js';
import { type Attested, attestationsOf } from './core/ots-proof.js';
import { parseOts } from './core/ots-reader.js';
import { stampPath } from './core/stamp-files.js';
import { StampError } from './error.js';
import type { StampFinding } from './stamp-report.js';
import { verdictOn } from './verdict-on.js';

/**
 * What an OpenTimestamps proof shows. A block of Bitcoin shows it only if its header is at hand: the proof names a height
 * and leads to a merkle root, and who gave the header is believed that it is Bitcoin's.
 */
export function judgeProof(
  file: Uint8Array,
  message: Uint8Array,
  { size, headers }: { readonly size: number; readonly headers: ReadonlyMap<number, BlockHeader> | undefined },
): StampFinding[] {
  const about = { place: stampPath(size, 'ots'), size, kind: 'opentimestamps' as const };
  try {
    const root = parseOts(file);
    if (!equalBytes(root.message, sha256(message))) {
      throw new StampError('other-imprint', 'The proof is not of the SHA-256 of these bytes.');
    }
    const attested = attestationsOf(root);
    const inBitcoin = attested.filter(({ attestation }) => attestation.kind === 'bitcoin');
    // What a calendar promised says nothing any more once it was kept.
    const told = (inBitcoin.length > 0 ? inBitcoin : attested).map((each) => ({ ...about, ...judge(each, headers) }));
    return told.length > 0 ? told : [{ ...about, verdict: 'unknown', reason: 'The proof ends in nothing.' }];
  } catch (error) {
    if (!(error instanceof StampError)) throw error;
    return [{ ...about, verdict: verdictOn(error), reason: error.message }];
  }
}

type Judgement = Pick<StampFinding, 'verdict' | 'authority' | 'genTime' | 'accuracy' | 'reason'>;

/** Two hours: what nodes allow a miner's clock to be ahead. @source Bitcoin Core, MAX_FUTURE_BLOCK_TIME */
const MINERS_CLOCK = 7200;

function judge({ message, attestation }: Attested, headers: ReadonlyMap<number, BlockHeader> | undefined): Judgement {
  if (attestation.kind === 'pending') {
    return {
      verdict: 'pending',
      authority: attestation.uri,
      reason: 'A calendar promised a stamp; it proves nothing yet.',
    };
  }
  if (attestation.kind === 'unknown') {
    return { verdict: 'unknown', reason: 'It is attested in a way that is not known here.' };
  }
  const authority = `Bitcoin block ${attestation.height}`;
  const header = headers?.get(attestation.height);
  if (header === undefined) {
    const root = toHex(Uint8Array.from(message).reverse());
    return {
      verdict: 'unknown',
      authority,
      reason: `It holds if the merkle root of ${authority} is ${root}: give its header.`,
    };
  }
  if (!equalBytes(header.merkleRoot, message)) {
    // A proof is signed by nobody: anybody can put one there, and who gave the header may have given another block's.
    return {
      verdict: 'unknown',
      authority,
      reason: `The merkle root of ${authority}, as its header was given, is another than the proof leads to.`,
    };
  }
  return { verdict: 'sound', authority, genTime: header.time, accuracy: MINERS_CLOCK };
}
