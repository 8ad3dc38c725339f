/**
 * What a page takes of the verifier: the very code by which `fit4work-verify` judges, as far as it needs no machine. Nothing that can
 * be reached from here knows Node.
 */
export {
  type Block,
  blockHash,
  cosignedBy,
  cryptoReady,
  equalBytes,
  formatPath,
  fromHex,
  isQuorum,
  isTimely,
  LogError,
  leafCountUpTo,
  leafOf,
  type NoteKey,
  type Policy,
  parseBlock,
  parsePolicy,
  parseProof,
  parseSignedCheckpoint,
  quorumsMeet,
  type TileReader,
  toHex,
  verifyCheckpoint,
  verifyProof,
} from '@fit4work/protocol';
export type { PolicyFile } from '../adapters/policy-file.js';
export { PACK_STEPS, type PackProgress, type VerifiedPack, verifyingPack } from '../audit/verify-pack.js';
export type { Finding } from './finding.js';
export { FindingError } from './finding-error.js';
export { findingSentence } from './finding-words.js';
export { followLog } from './followed-log.js';
export { TakenBack } from './held-log.js';
export { type EvidenceFiles, type JudgedEvidence, judgeEvidence } from './judge-evidence.js';
export { formatState, parseState } from './kept-state.js';
export { OtherStatement } from './policy-chain.js';
export { readAhead } from './read-ahead.js';
export { type VerifiedLog, verifyLog } from './verify-log.js';
