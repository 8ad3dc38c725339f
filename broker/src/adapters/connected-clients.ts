import { type Principal, userNameOf } from '@fit4work/registry';
import type { Traffic } from '../ports.js';

interface Known {
  readonly principal: Principal;
  /** Of the key by which it came in. */
  readonly kid: string;
}

/** Who the clients are: from the moment that they are known, and counted while they are connected. */
export class ConnectedClients<Client extends object> {
  readonly #traffic: Traffic;
  readonly #known = new WeakMap<Client, Known>();
  readonly #connected = new Set<Client>();
  readonly #perUser = new Map<string, number>();

  constructor(traffic: Traffic) {
    this.#traffic = traffic;
  }

  introduce(client: Client, known: Known): void {
    this.#known.set(client, known);
  }

  principalOf(client: Client): Principal | undefined {
    return this.#known.get(client)?.principal;
  }

  get size(): number {
    return this.#connected.size;
  }

  countOf(principal: Principal): number {
    return this.#perUser.get(userNameOf(principal)) ?? 0;
  }

  add(client: Client): void {
    this.#connected.add(client);
    this.#count(client, 1);
  }

  remove(client: Client): void {
    if (this.#connected.delete(client)) this.#count(client, -1);
  }

  [Symbol.iterator](): IterableIterator<Client> {
    return this.#connected.values();
  }

  kidOf(client: Client): string | undefined {
    return this.#known.get(client)?.kid;
  }

  #count(client: Client, change: 1 | -1): void {
    const principal = this.principalOf(client);
    if (principal === undefined) return;
    const name = userNameOf(principal);
    const count = (this.#perUser.get(name) ?? 0) + change;
    if (count > 0) this.#perUser.set(name, count);
    else this.#perUser.delete(name);
    this.#traffic.connected(principal.kind, change);
  }
}
