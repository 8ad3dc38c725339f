export interface RoomProps {
  readonly text: string;
  /** What may stand there besides: as much room is held as any of all takes. */
  readonly others: readonly string[];
  readonly look?: string;
  /** Words of a button, or beside a mark, and no paragraph. */
  readonly isWithin?: boolean;
}

/** A paragraph whose words may be replaced while it is looked at: what is below stays where it is. */
export function Room({ text, others, look = '', isWithin = false }: RoomProps) {
  const Holder = isWithin ? 'span' : 'p';
  return (
    <Holder class={`room ${look}`}>
      {/* Other words are another element: where they stand in the middle, none of them moved. */}
      <span key={text}>{text}</span>
      <Held texts={[text, ...others]} />
    </Holder>
  );
}

/** Each by itself: of two texts the one with fewer letters may take more lines. */
export function Held({ texts }: { readonly texts: readonly string[] }) {
  return (
    <>
      {[...new Set(texts)].sort().map((text) => (
        <span key={`held ${text}`} class="held" data-held={text} />
      ))}
    </>
  );
}
