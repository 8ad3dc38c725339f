import type { ProvenRead } from '../../held-reads.js';

/** The reads behind an answer, each with its record and its proof. */
export const provenReads = (reads: readonly ProvenRead[]) =>
  reads.map(({ leaf, metrics, from, until, time, proof, record }) => ({
    ...{ leaf, metrics: [...metrics], from, until, time, index: proof.index, size: proof.size },
    ...{ record: Buffer.from(record).toString('base64'), proof: proof.text },
  }));
