export interface Measure {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  /** One value, or one for each value of a label. */
  readonly values: number | { readonly label: string; readonly of: ReadonlyMap<string, number> };
}

/** Measures in the text format of Prometheus, version 0.0.4. Labels are names of ours, with nothing in them to escape. */
export function exposition(measures: readonly Measure[]): string {
  return measures
    .map(({ name, help, type, values }) => {
      const lines =
        typeof values === 'number'
          ? [`${name} ${values}`]
          : [...values.of].map(([key, value]) => `${name}{${values.label}="${key}"} ${value}`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
    })
    .join('');
}
