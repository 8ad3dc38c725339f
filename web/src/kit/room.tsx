export interface RoomProps {
  readonly text: string;
  /** What may stand there besides: as much room is held as the longest of all takes. */
  readonly others: readonly string[];
  readonly look?: string;
  /** Words of a button, or beside a mark, and no paragraph. */
  readonly isWithin?: boolean;
}

/** A paragraph whose words may be replaced while it is looked at: what is below stays where it is. */
export function Room({ text, others, look = '', isWithin = false }: RoomProps) {
  const longest = [text, ...others].reduce((most, each) => (each.length > most.length ? each : most));
  const Holder = isWithin ? 'span' : 'p';
  return (
    <Holder class={`room ${look}`} data-longest={longest}>
      {/* Other words are another element: where they stand in the middle, none of them moved. */}
      <span key={text}>{text}</span>
    </Holder>
  );
}
