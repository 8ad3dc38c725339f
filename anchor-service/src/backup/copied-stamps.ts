import { type Policy, parseSignedCheckpoint, policyPath, type TileReader } from '@fit4work/protocol';
import { StampCopies } from '../mirror/stamp-copies.js';
import type { LogFolder } from '../ports.js';
import { policiesOf } from '../rotation/history.js';
import { readPublicHistory } from '../rotation/public-history.js';

/**
 * Copies time stamps into a folder that has the log that they are of, each verified as a mirror does; those that the folder has
 * stay, and what calendars promised in them is completed.
 * @param believed policies beside those that the folder serves
 * @throws FindingError naming the stamp that is not one of this log
 */
export async function copyStamps(read: TileReader, folder: LogFolder, believed: readonly Policy[] = []): Promise<void> {
  const bytes = await folder.read('checkpoint');
  if (bytes === undefined) return;
  const served =
    (await folder.read(policyPath(0))) === undefined ? [] : policiesOf(await readPublicHistory(folder.read));
  const policies = [...believed, ...served.map(({ policy }) => policy)];
  await new StampCopies().follow(read, folder, { checkpoint: parseSignedCheckpoint(bytes).checkpoint, policies });
}
