import { cborFile } from './kinds/cbor.mjs';
import { civilDays } from './kinds/civil-days.mjs';
import { programme, read, receipt } from './kinds/coach-records.mjs';
import { grant, withdrawal } from './kinds/consent.mjs';
import { consentReplay } from './kinds/consent-replay.mjs';
import { envelope } from './kinds/envelope.mjs';
import { figures } from './kinds/figures.mjs';
import { keptKeys, keptPins } from './kinds/kept.mjs';
import { keysFile } from './kinds/keys.mjs';
import { agentCertificate, agentRetirement, keyRotation } from './kinds/keys-of-agents.mjs';
import { merkle } from './kinds/merkle.mjs';
import { checkpoint, cosignature, signedNote, vkey } from './kinds/notes.mjs';
import { erasure, erasureCertificate, erasureCounts, message } from './kinds/person-records.mjs';
import { policyStatement } from './kinds/policy-statement.mjs';
import { recoveryToken } from './kinds/recovery-token.mjs';
import { release } from './kinds/release.mjs';
import { series } from './kinds/series.mjs';
import { signature } from './kinds/signature.mjs';
import { block, leaf, padding, texts, topics } from './kinds/small-forms.mjs';
import { summaries } from './kinds/summaries.mjs';
import { entryBundle, tilePath } from './kinds/tiles.mjs';
import { token } from './kinds/token.mjs';
import { policy, tlogProof } from './kinds/trust.mjs';
import { written } from './write.mjs';

/** @type {Readonly<Record<string, () => import('./cases.mjs').VectorFile>>} */
const FILES = {
  texts,
  cbor: cborFile,
  signature,
  'civil-days-and-windows': civilDays,
  leaf,
  series,
  summaries,
  figures,
  padding,
  envelope,
  keys: keysFile,
  'agent-certificate': agentCertificate,
  'agent-retirement': agentRetirement,
  'key-rotation': keyRotation,
  'kept-keys': keptKeys,
  'kept-pins': keptPins,
  grant,
  withdrawal,
  'consent-replay': consentReplay,
  release,
  receipt,
  read,
  programme,
  message,
  erasure,
  'erasure-certificate': erasureCertificate,
  'erasure-counts': erasureCounts,
  merkle,
  'tile-path': tilePath,
  'entry-bundle': entryBundle,
  vkey,
  'signed-note': signedNote,
  checkpoint,
  cosignature,
  policy,
  'tlog-proof': tlogProof,
  'policy-statement': policyStatement,
  block,
  topics,
  token,
  'recovery-token': recoveryToken,
};

/** @returns {Map<string, string>} the name of each file to its text */
export const vectorFiles = () =>
  new Map(Object.entries(FILES).map(([name, make]) => [`${name}.json`, written(make())]));
