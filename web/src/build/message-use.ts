/** Which messages the pages say. One that none of them says is not there by intention: somebody keeps translating it. */
export class MessageUse {
  readonly #exported = new Map<string, ReadonlySet<string>>();
  readonly #said = new Map<string, Set<string>>();

  /**
   * @param module its path
   * @param exported all that it exports
   * @param said what of it stands in a page
   */
  note(module: string, exported: readonly string[], said: readonly string[]): void {
    if (!/[/\\]messages\.ts$/.test(module)) return;
    this.#exported.set(module, new Set(exported));
    const known = this.#said.get(module) ?? new Set();
    for (const name of said) known.add(name);
    this.#said.set(module, known);
  }

  /** Those that no page says, each with its module. */
  unsaid(): readonly string[] {
    return [...this.#exported].flatMap(([module, names]) =>
      [...names].filter((name) => this.#said.get(module)?.has(name) !== true).map((name) => `${name} (${module})`),
    );
  }
}
