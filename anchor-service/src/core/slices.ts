/**
 * Work that lets whoever does it do something else in between: each step yields the share of it that is done, from 0 to 1, and it
 * ends with what came of it. Nothing in it knows of time.
 */
export type Slices<T> = Generator<number, T>;

/** Steps after which work over many small things may be interrupted: some tens of microseconds each. */
const STRIDE = 64;

/** Does the work without a pause. */
export function atOnce<T>(slices: Generator<unknown, T>): T {
  for (;;) {
    const next = slices.next();
    if (next.done === true) return next.value;
  }
}

/** Does one thing after another. @param count of all of them */
export function* overEach<T>(things: Iterable<T>, count: number, act: (thing: T) => void): Slices<void> {
  let done = 0;
  for (const thing of things) {
    act(thing);
    done += 1;
    if (done % STRIDE === 0) yield Math.min(done / count, 1);
  }
}
