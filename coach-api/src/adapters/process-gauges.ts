import type { Gauge } from '../core/metrics.js';

/** What the process takes of its machine. */
export function processGauges(): readonly Gauge[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return [
    { name: 'process_cpu_seconds', help: 'CPU time since the start.', value: (user + system) / 1e6 },
    { name: 'process_resident_bytes', help: 'Memory that is resident.', value: rss },
    { name: 'process_heap_bytes', help: 'Of it what JavaScript uses.', value: heapUsed },
    { name: 'process_up_seconds', help: 'Time since the start.', value: Math.floor(process.uptime()) },
  ];
}
