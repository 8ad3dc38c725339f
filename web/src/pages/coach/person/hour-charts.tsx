import { useMemo } from 'preact/hooks';
import { BarChart, ChartFrame, clockCell, format, LineChart, say } from '../../../kit/index.js';
import type { Hour } from './hours.js';
import * as words from './messages.js';

interface HoursProps {
  readonly hours: readonly Hour[];
}

const textOf = (value: number | null | undefined): string =>
  value == null ? say(words.noValue) : format.number(value);
/** So many seconds are in an hour, whatever the clock says of it. */
const wornText = ({ told }: Hour): string =>
  told?.wornSeconds == null ? say(words.noValue) : format.percent(told.wornSeconds / 3_600);
const startOfHour = ({ start }: Hour): number => start;
const column = (label: string, cell: (hour: Hour) => string) => ({ label, cell, numeric: true });

export function StepHours({ hours }: HoursProps) {
  const clockOf = clockCell(hours);
  const known = hours.flatMap(({ told }) => told?.steps?.total ?? []);
  const total = known.reduce((sum, steps) => sum + steps, 0);
  return (
    <ChartFrame
      name="steps by hour"
      title={say(words.hoursChart, { metric: 'steps' })}
      summary={say(words.hoursSteps, { hours: known.length, total: format.number(total) })}
      rows={hours}
      keyOf={startOfHour}
      columns={[
        { label: say(words.hourColumn), cell: clockOf },
        column(say(words.stepsColumn), ({ told }) => textOf(told?.steps?.total)),
        column(say(words.wornColumn), wornText),
      ]}
    >
      <BarChart bars={hours.map((hour) => ({ label: clockOf(hour), value: hour.told?.steps?.total ?? undefined }))} />
    </ChartFrame>
  );
}

export function HeartHours({ hours }: HoursProps) {
  const rates = hours.flatMap(({ told }) => told?.heartRate ?? []);
  const least = Math.min(...rates.flatMap(({ minimum }) => minimum ?? []));
  const most = Math.max(...rates.flatMap(({ maximum }) => maximum ?? []));
  const known = rates.filter(({ mean }) => mean !== null).length;
  return (
    <ChartFrame
      name="heart by hour"
      title={say(words.hoursChart, { metric: 'heart-rate' })}
      summary={say(words.hoursHeart, { hours: known, least: format.number(least), most: format.number(most) })}
      rows={hours}
      keyOf={startOfHour}
      columns={[
        { label: say(words.hourColumn), cell: clockCell(hours) },
        column(say(words.meanColumn), ({ told }) => textOf(told?.heartRate?.mean)),
        column(say(words.leastColumn), ({ told }) => textOf(told?.heartRate?.minimum)),
        column(say(words.mostColumn), ({ told }) => textOf(told?.heartRate?.maximum)),
        column(say(words.wornColumn), wornText),
      ]}
    >
      <Rates hours={hours} />
    </ChartFrame>
  );
}

/** Drawn anew only where something else is to be drawn. */
function Rates({ hours }: HoursProps) {
  const label = say(words.meanColumn);
  const told = hours.map(({ start, told: hour }) => `${start} ${hour?.heartRate?.mean}`).join();
  const drawn = useMemo(
    () => ({
      times: hours.map(startOfHour),
      lines: [{ label, values: hours.map(({ told: hour }) => hour?.heartRate?.mean ?? null) }],
    }),
    [told, label],
  );
  return <LineChart {...drawn} />;
}
