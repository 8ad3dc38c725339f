import { equalBytes } from '@fit4work/protocol';
import type { LogFolder } from '../ports.js';
import type { Staging } from './staging.js';

/**
 * Puts blocks that were verified in the place of others that stand in the copy: what was copied as the newest block, or left by an
 * attempt that was cut short, was nobody's signed word.
 */
export async function replaceBlocks(staging: Staging, folder: LogFolder): Promise<void> {
  for (const path of staging.paths('blocks/')) {
    const [verified, standing] = [staging.read(path), await folder.read(path)];
    if (verified === undefined || standing === undefined || equalBytes(verified, standing)) continue;
    await folder.replace(path, verified);
  }
}
