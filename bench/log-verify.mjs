import { fileURLToPath } from 'node:url';
import { verifyRow } from './log/verify.mjs';

/** The verifier's row alone, also as `node bench/log-verify.mjs`. */
export const rows = async () => [await verifyRow()];

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(await rows())}\n`);
