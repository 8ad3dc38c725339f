import { format, say } from '../../../kit/index.js';
import * as words from './messages.js';
import type { Night } from './night.js';

/** From awake down to deep, as nights are drawn everywhere. */
const LANES = ['awake', 'restless', 'rem', 'asleep', 'light', 'deep'] as const;
const WIDTH = 1_000;

/** The stages of a night over its time, to be put into a {@link ChartFrame}. */
export function Hypnogram({ night: { start, end, parts } }: { readonly night: Night }) {
  const x = (time: number): number => ((time - start) / (end - start)) * WIDTH;
  return (
    <div class="hypnogram">
      {LANES.filter((lane) => parts.some(({ stage }) => stage === lane)).map((lane) => (
        <div key={lane} class="hypnogram-lane">
          <span class="small muted">{say(words.stages, { stage: lane })}</span>
          <svg class={`stage-${lane}`} viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true">
            <line x1="0" x2={WIDTH} y1="10" y2="10" />
            {parts
              .filter(({ stage }) => stage === lane)
              .map((part) => (
                <rect key={part.start} x={x(part.start)} width={x(part.end) - x(part.start)} y="2" height="16" />
              ))}
          </svg>
        </div>
      ))}
      <div class="hypnogram-times small muted">
        <span>{format.clock(start)}</span>
        <span>{format.clock(end)}</span>
      </div>
    </div>
  );
}
