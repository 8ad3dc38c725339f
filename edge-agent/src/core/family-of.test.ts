import { expect, it } from 'vitest';
import { loadFamilies } from '../adapters/families.js';
import { familyOf } from './family-of.js';

const DFU = '000015301212efde1523785feabcd123';

it.each([
  ['a Mi Band', ['fee0', 'fee1'], 'huami'],
  ['a Mi Band that tells its heart rate', ['180d', 'fee0'], 'huami'],
  ['a PineTime', ['180d', DFU], 'infinitime'],
  ['a heart rate strap', ['180d'], 'standard'],
  ['a running sensor with a heart rate', ['180d', '1814'], 'standard'],
  ['a Bangle.js', ['6e400001b5a3f393e0a9e50e24dcca9e'], 'banglejs'],
  ['something that is updated as a PineTime is', [DFU], undefined],
  ['a loudspeaker', ['110b'], undefined],
  ['what says nothing', [], undefined],
])('%s is told by what it says it has', async (_, services, name) => {
  expect(familyOf((await loadFamilies()).values(), services)?.name).toBe(name);
});

it('a family that says nothing of its wearables is that of none', () => {
  expect(familyOf([{ advertises: [] }], ['180d'])).toBeUndefined();
});

it('of several families that fit, the one of which it has most is the device’s, in whatever order they come', () => {
  const [some, more] = [{ advertises: ['180d'] }, { advertises: ['180d', '1814'] }];
  for (const families of [
    [some, more],
    [more, some],
  ])
    expect(familyOf(families, ['1814', '180d'])).toBe(more);
});
