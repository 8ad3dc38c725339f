import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { describeFamily } from '../test/family-contract.js';
import type { Script } from '../test/scripted-link.js';
import type { Family } from './wearable-port.js';

/* Every file of families/ is held to the same contract. A scripted wearable for it stands in test/wearables/, under the
   same name. */

const names = readdirSync(join(import.meta.dirname, 'families'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => basename(file, '.ts'));

const loaded = await Promise.all(
  names.map(async (file) => {
    const driver = (await import(`./families/${file}.ts`)) as { readonly family: Family };
    const wearable = (await import(`../test/wearables/${file}.ts`)) as { readonly script: () => Script };
    return { file, exported: Object.keys(driver), family: driver.family, script: wearable.script };
  }),
);

it('each file exports one family, under the name of the file', () => {
  expect(loaded.length).toBeGreaterThan(0);
  for (const { file, exported, family } of loaded) {
    expect(exported).toEqual(['family']);
    expect(family.name).toBe(file);
  }
});

for (const { family, script } of loaded) describeFamily(family, script);
