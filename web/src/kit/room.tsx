export interface RoomProps {
  readonly text: string;
  /** What may stand there besides: as much room is held as the longest of all takes. */
  readonly others: readonly string[];
  readonly look?: string;
}

/** A paragraph whose words may be replaced while it is looked at: what is below stays where it is. */
export function Room({ text, others, look = '' }: RoomProps) {
  const longest = [text, ...others].reduce((most, each) => (each.length > most.length ? each : most));
  return (
    <p class={`room ${look}`} data-longest={longest}>
      <span>{text}</span>
    </p>
  );
}
