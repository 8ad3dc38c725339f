/*
 * Preloaded into every process of the demo (node --import): when the demo dies without a word, its channel closes and the
 * process ends as on SIGTERM instead of living on.
 */
process.channel?.unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
