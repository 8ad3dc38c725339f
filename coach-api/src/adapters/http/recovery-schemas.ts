import type { Readable } from 'node:stream';
import { RECOVERY_KINDS } from '@fit4work/protocol';
import { Type } from 'typebox';
import { AgentNumber, Certificate, KeptBytes, Key, nullable, Pseudonym } from './schemas.js';

/* Shapes of recovery. Bytes are base64url, leaves hexadecimal; pages are CBOR sequences (protocol/SPEC.md 17.4). */

const closed = { additionalProperties: false } as const;

export const RecoveryAnswer = Type.Object({
  version: Type.Literal(1),
  pseudonym: Pseudonym,
  kept: nullable(Type.String()),
  agents: Type.Array(
    Type.Object({
      agent: AgentNumber,
      key: Key,
      certificate: Type.String(),
      lastSequence: nullable(
        Type.Integer({ description: 'sequence of the last envelope that counts, by its retirement' }),
      ),
      head: Type.Object({ sequence: Type.Integer({ description: 'of its last envelope' }), leaf: Type.String() }),
    }),
  ),
});

const RecoveryKindName = Type.Union(RECOVERY_KINDS.map((kind) => Type.Literal(kind)));

export const RecoveryParams = Type.Object({ kind: RecoveryKindName }, closed);
export const RecoveryQuery = Type.Object(
  { after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', description: 'positions after this one' })) },
  closed,
);

/** Never serialised: it is sent as it is read. */
export const RecoveryPage = {
  description: 'a CBOR sequence (SPEC.md clause 17.4)',
  content: { 'application/cbor-seq': { schema: Type.Unsafe<Readable>({ type: 'string', format: 'binary' }) } },
};

export const NewAgentBody = Type.Object(
  { agent: AgentNumber, agentKey: Key, certificate: Certificate, kept: Type.Optional(KeptBytes) },
  closed,
);
