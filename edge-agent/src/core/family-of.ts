/** What is looked at of a family. */
interface Advertising {
  readonly advertises: readonly string[];
}

/**
 * The family of a device by what it says it has: all that the family's wearables advertise, and of several such families the one of which
 * it has most. It may be another device all the same; what it lacks shows when somebody connects.
 */
export function familyOf<F extends Advertising>(families: Iterable<F>, services: readonly string[]): F | undefined {
  const said = new Set(services);
  const fitting = [...families].filter(
    ({ advertises }) => advertises.length > 0 && advertises.every((uuid) => said.has(uuid)),
  );
  return fitting.reduce<F | undefined>(
    (best, each) => (best !== undefined && best.advertises.length >= each.advertises.length ? best : each),
    undefined,
  );
}
