const TIMEOUT_MS = 2_000;

/** What a service answers, where it answers in time. */
export async function probe(url: string): Promise<{ readonly status: number; readonly text: string } | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: answer.status, text: await answer.text() };
  } catch {
    return undefined;
  }
}
