/** Does something with every item, `limit` at a time; settles with the results in order, or rejects with the first error. */
export async function inParallel<T, R>(items: readonly T[], limit: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const waiting = [...items.entries()].values();
  const worker = async (): Promise<void> => {
    for (const [i, item] of waiting) results.set(i, await act(item));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return items.flatMap((_, i) => {
    const result = results.get(i);
    return result === undefined ? [] : [result];
  });
}
