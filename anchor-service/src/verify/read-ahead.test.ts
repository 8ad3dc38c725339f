import { describe, expect, it } from 'vitest';
import { readAhead } from './read-ahead.js';

describe('a reader that reads ahead', () => {
  const recorded = (): { asked: string[]; read: (path: string) => Promise<Uint8Array | undefined> } => {
    const asked: string[] = [];
    const read = async (path: string): Promise<Uint8Array | undefined> => {
      asked.push(path);
      return path.endsWith('9') ? undefined : Buffer.from(path);
    };
    return { asked, read };
  };

  it('asks for each file once, a few before they are wanted, and gives what was there', async () => {
    const { asked, read } = recorded();
    const ahead = readAhead(read);
    expect(await ahead('blocks/0')).toEqual(Buffer.from('blocks/0'));
    expect(asked).toEqual(['blocks/0', 'blocks/1', 'blocks/2', 'blocks/3', 'blocks/4']);
    for (let height = 1; height < 12; height += 1) {
      expect(await ahead(`blocks/${height}`)).toEqual(height === 9 ? undefined : Buffer.from(`blocks/${height}`));
    }
    expect(asked).toHaveLength(new Set(asked).size);
  });

  it('goes ahead in bundles and in the lowest tiles, and nowhere else', async () => {
    const { asked, read } = recorded();
    const ahead = readAhead(read);
    for (const path of ['checkpoint', 'tile/1/000', 'tile/0/003.p/7', 'blocks/latest']) await ahead(path);
    expect(asked).toEqual(['checkpoint', 'tile/1/000', 'tile/0/003.p/7', 'blocks/latest']);
    await ahead('tile/entries/999');
    expect(asked.at(-1)).toBe('tile/entries/x001/003');
    await ahead('tile/0/000');
    expect(asked.at(-1)).toBe('tile/0/004');
  });

  it('fails for whoever wants what failed, and for nobody else', async () => {
    const ahead = readAhead(async (path) => {
      if (path === 'blocks/2') throw new TypeError('no route');
      return Buffer.from(path);
    });
    await ahead('blocks/0');
    await ahead('blocks/1');
    await expect(ahead('blocks/2')).rejects.toThrow('no route');
    expect(await ahead('blocks/3')).toEqual(Buffer.from('blocks/3'));
  });
});
