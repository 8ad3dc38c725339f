export { type Bleno, startBleno } from './band/bleno-host.js';
export type { Told } from './band/link.js';
export type { Oracle } from './band/oracle.js';
export { type SimEvent, type SimOptions, type SimWearable, startWearable } from './band/wearable.js';
export { type Simulation, type SimulationOptions, startSimulation } from './context.js';
export type { BangleRecord } from './core/bangle-records.js';
export * from './core/brussels-time.js';
export { FAMILY_NAMES, type FamilyName } from './core/family-name.js';
export type { Fault, StreamCounts } from './core/faults.js';
export { type GeneratedOptions, generatedMinutes } from './core/generated.js';
export { stepsBetween } from './core/live.js';
export { markerDay } from './core/markers.js';
export type { Fates, Segment, StampedMinute } from './core/memory.js';
export {
  KIND,
  type Minute,
  type MinuteSource,
  minuteAt,
  NO_HEART_RATE,
  SAMPLE_BYTES,
  storedMinutes,
} from './core/minute.js';
export { type MinuteBytes, Physiology } from './core/physiology.js';
export { type Plan, type SourcePlan, toPlan, type WearablePlan } from './core/plan.js';
export { SimError, type SimErrorCode } from './error.js';
export type { Variant } from './families/family.js';
export { type Log, type LogFields, logToStderr } from './log.js';
export { daysOf, type Recording, readRecording, recordedMinutes } from './recording.js';
