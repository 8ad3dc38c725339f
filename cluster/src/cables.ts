import { Cable, type CableOptions } from './cable.js';

/** Agents, coaches and whoever else is no part of the cluster. */
export const OUTSIDE = 'outside';

/** Every cable of a cluster. */
export class Cables {
  readonly #all: Cable[] = [];

  async lay(options: CableOptions): Promise<Cable> {
    const cable = await Cable.lay(options);
    this.#all.push(cable);
    return cable;
  }

  /** Nothing passes any more between a part and the others, while whoever is outside still reaches it. */
  cutOff(name: string): void {
    this.#each(name, (cable, end) => cable.cut(end));
  }

  mend(name: string): void {
    this.#each(name, (cable, end) => cable.mend(end));
  }

  /** Whoever speaks to one of several that is not ready any more asks another. */
  release(name: string): void {
    for (const cable of this.#all) if (cable.to.length > 1) cable.release(name);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((cable) => cable.close()));
  }

  #each(name: string, act: (cable: Cable, end: string) => void): void {
    for (const cable of this.#all) {
      if (cable.from === OUTSIDE) continue;
      for (const end of cable.to) if (cable.from === name || end.name === name) act(cable, end.name);
    }
  }
}
