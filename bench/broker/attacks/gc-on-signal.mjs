/* Loaded before a process that is measured: at SIGUSR2 it frees what it can, and says what it holds. */

process.on('SIGUSR2', () => {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`${JSON.stringify({ event: 'memory', heapUsed, external, rss })}\n`);
});
