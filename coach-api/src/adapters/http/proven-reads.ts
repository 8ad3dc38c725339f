import type { ProvenRead } from '../../reading.js';

/** The reads behind an answer, each with its record and its proof. */
export const provenReads = (reads: readonly ProvenRead[]) =>
  reads.map(({ proof, record, metrics, ...read }) => ({
    ...{ ...read, metrics: [...metrics], index: proof.index, size: proof.size },
    ...{ record: Buffer.from(record).toString('base64'), proof: proof.text },
  }));
