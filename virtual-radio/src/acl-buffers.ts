/** The buffers of a controller for data of its host, by the links that hold them (Vol 4, Part E, 4.1). */
export class AclBuffers {
  private readonly held = new Map<number, number>();
  private total = 0;

  constructor(private readonly count: number) {}

  /** False if none is free. */
  take(handle: number): boolean {
    if (this.total === this.count) return false;
    this.total++;
    this.held.set(handle, (this.held.get(handle) ?? 0) + 1);
    return true;
  }

  give(handle: number): void {
    const held = this.held.get(handle) ?? 0;
    if (held === 0) return;
    this.total--;
    this.held.set(handle, held - 1);
  }

  /** The link is gone, and with it what it held (7.7.5). */
  release(handle: number): void {
    this.total -= this.held.get(handle) ?? 0;
    this.held.delete(handle);
  }
}
