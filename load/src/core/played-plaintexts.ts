import { encodeSeries, encodeSummary, METRICS, type Sample, summarise, type Window } from '@fit4work/protocol';

const MINUTE = 60;

/** Steps and a heart rate in every minute, as of a band that is worn. */
function samplesOf({ start, end }: Window, random: () => number): readonly Sample[] {
  const samples: Sample[] = [];
  for (let at = start; at < end; at += MINUTE) {
    samples.push({ metric: 'steps', start: at, duration: MINUTE, value: Math.floor(random() * 120) });
    samples.push({ metric: 'heart-rate', start: at, value: 55 + Math.floor(random() * 90) });
  }
  return samples;
}

/** The plaintexts of a window's three boxes, in the order of METRICS, as an agent makes them of what is measured. */
export function playedPlaintexts(window: Window, random: () => number): readonly Uint8Array[] {
  const samples = samplesOf(window, random);
  const duration = window.end - window.start;
  const { granularity, start } = window;
  if (granularity === 'raw') {
    const worn = [{ start, duration }];
    return METRICS.map((metric) =>
      encodeSeries({ metric, worn, samples: samples.filter((sample) => sample.metric === metric) }, start),
    );
  }
  return summarise(samples, window).map((values) => encodeSummary({ granularity, wornSeconds: duration, values }));
}
