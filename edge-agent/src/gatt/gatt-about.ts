import { type BodyLocation, readBodyLocation, readDeviceText } from '../core/gatt-device.js';
import { type RunningFeatures, readRunningFeatures } from '../core/gatt-running.js';
import type { GattLink } from './gatt-link.js';

/** What a wearable says about itself by the SIG's characteristics, for people; absent where it does not say. */
export interface About {
  readonly location?: BodyLocation;
  readonly features?: RunningFeatures;
  readonly firmware?: string;
  readonly model?: string;
  readonly maker?: string;
}

/** @throws WearableError */
export async function aboutSensor(link: GattLink): Promise<About> {
  const read = async <T>(uuid: string, decode: (value: Uint8Array) => T): Promise<T | undefined> =>
    link.has(uuid) ? decode(await link.read(uuid)) : undefined;
  const about = {
    location: await read('2a38', readBodyLocation),
    features: await read('2a54', readRunningFeatures),
    firmware: await read('2a26', readDeviceText),
    model: await read('2a24', readDeviceText),
    maker: await read('2a29', readDeviceText),
  };
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined));
}
