// Starts the service and stops it when the process is asked to end.
import { greetings } from './greetings.js';
import { logTo } from './log.js';
import { startService } from './service.js';
import { settingsFrom } from './settings.js';

const log = logTo(process.stdout);

try {
  const service = await startService(settingsFrom(process.env), greetings, log);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => service.stop());
  }
} catch (error) {
  log('error', `The service cannot start: ${error.message}`, { error });
  process.exitCode = 1;
}
