import type { LogFields, Logger } from '../ports.js';

/** A value of this moment. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly value: number;
}

/** What one request came to. */
export interface Answered {
  readonly method: string;
  /** As it was declared, `/v1/people/:pseudonym`: what stood in its place is no label. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

interface Sum {
  count: number;
  seconds: number;
}

const PREFIX = 'fit4work_coach_';

/** Counts for an operator, in the text format of Prometheus 0.0.4. A label is a word of this program, never of a request. */
export class Metrics {
  readonly #requests = new Map<string, Sum>();
  readonly #events = new Map<string, number>();

  answered({ method, route, status, seconds }: Answered): void {
    const labels = `method="${method}",route="${route}",status="${status}"`;
    const sum = this.#requests.get(labels) ?? { count: 0, seconds: 0 };
    this.#requests.set(labels, { count: sum.count + 1, seconds: sum.seconds + seconds });
  }

  /** A logger whose lines are counted by event and code. */
  counting(logger: Logger): Logger {
    const counted =
      (level: keyof Logger) =>
      (event: string, fields: LogFields = {}) => {
        const code = fields.code === undefined ? '' : `,code="${fields.code}"`;
        const labels = `level="${level}",event="${event}"${code}`;
        this.#events.set(labels, (this.#events.get(labels) ?? 0) + 1);
        logger[level](event, fields);
      };
    return { info: counted('info'), warn: counted('warn'), error: counted('error') };
  }

  text(gauges: readonly Gauge[]): string {
    const requests = [...this.#requests];
    return [
      ...series('requests_total', 'counter', 'Requests that were answered.'),
      ...requests.map(([labels, { count }]) => `${PREFIX}requests_total{${labels}} ${count}`),
      ...series('request_seconds', 'summary', 'Time until they were.'),
      ...requests.flatMap(([labels, { count, seconds }]) => [
        `${PREFIX}request_seconds_sum{${labels}} ${seconds}`,
        `${PREFIX}request_seconds_count{${labels}} ${count}`,
      ]),
      ...series('events_total', 'counter', 'Lines of the log.'),
      ...[...this.#events].map(([labels, count]) => `${PREFIX}events_total{${labels}} ${count}`),
      ...gauges.flatMap(({ name, help, value }) => [...series(name, 'gauge', help), `${PREFIX}${name} ${value}`]),
      '',
    ].join('\n');
  }
}

const series = (name: string, type: string, help: string): readonly string[] => [
  `# HELP ${PREFIX}${name} ${help}`,
  `# TYPE ${PREFIX}${name} ${type}`,
];
