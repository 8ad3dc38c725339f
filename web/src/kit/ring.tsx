export interface RingProps {
  /** 0 to 1; beyond 1 the ring is full. */
  readonly share: number;
  readonly value: string;
  readonly unit: string;
}

const RADIUS = 44;
const ROUND = 2 * Math.PI * RADIUS;

/** How much of a goal is reached, with its number in the middle. */
export function Ring({ share, value, unit }: RingProps) {
  const part = Math.min(Math.max(share, 0), 1) * ROUND;
  return (
    <div class="ring">
      <svg viewBox="0 0 100 100" aria-hidden="true">
        <circle cx="50" cy="50" r={RADIUS} />
        {part > 0 && <circle class="ring-part" cx="50" cy="50" r={RADIUS} stroke-dasharray={`${part} ${ROUND}`} />}
      </svg>
      <p class="ring-words">
        <span class="ring-value">{value}</span>
        <span class="small muted">{unit}</span>
      </p>
    </div>
  );
}
