import { formatProof, fromHex, inclusionProof, parseSignedCheckpoint, type TileReader } from '@fit4work/protocol';
import type { FastifyPluginCallback, FastifyReply } from 'fastify';
import { notThere } from './folder-routes.js';

export interface LeafRoutesOptions {
  /** Reads below the public folder. */
  readonly read: TileReader;
  /** Index of a leaf, published or not; `undefined` for one that the log does not have. */
  readonly indexOf: (leaf: Uint8Array) => number | undefined;
}

const LEAF = /^[0-9a-f]{64}$/;

/** The newest checkpoint, and where a leaf stands in what it covers. */
interface Found {
  readonly index: number;
  readonly size: number;
  readonly checkpoint: Uint8Array;
}

/**
 * Where a leaf stands, and its proof. Whoever asks tells the log which leaf concerns them, which agents never do: they read
 * tiles.
 */
export const leafRoutes: FastifyPluginCallback<LeafRoutesOptions> = (app, { read, indexOf }, done) => {
  const find = async (leaf: string): Promise<Found | undefined> => {
    const index = LEAF.test(leaf) ? indexOf(fromHex(leaf)) : undefined;
    const checkpoint = index === undefined ? undefined : await read('checkpoint');
    if (index === undefined || checkpoint === undefined) return undefined;
    const { size } = parseSignedCheckpoint(checkpoint).checkpoint;
    // What is committed and not published yet is not there yet: the log may be asked again.
    return index < size ? { index, size, checkpoint } : undefined;
  };
  const proofOf = async ({ index, size, checkpoint }: Found): Promise<Buffer> =>
    Buffer.from(formatProof({ index, hashes: await inclusionProof({ read, size }, index), checkpoint }));

  app.get<{ Params: { leaf: string } }>(
    '/leaves/:leaf',
    {
      schema: {
        summary:
          'The index of a published leaf (64 hexadecimal digits); with `.tlog-proof` its proof (C2SP tlog-proof)',
      },
    },
    async ({ params }, reply): Promise<FastifyReply> => {
      const wantsProof = params.leaf.endsWith('.tlog-proof');
      const found = await find(wantsProof ? params.leaf.slice(0, -'.tlog-proof'.length) : params.leaf);
      if (found === undefined) return notThere(reply);
      reply.header('cache-control', 'no-cache');
      if (!wantsProof) return reply.send({ index: found.index });
      return reply.type('application/octet-stream').send(await proofOf(found));
    },
  );
  done();
};
