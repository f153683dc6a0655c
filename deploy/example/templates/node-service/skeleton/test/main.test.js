// The process as the platform sees it: starts, answers, ends when asked.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.js', import.meta.url));

test('answers, and ends cleanly on SIGTERM', { timeout: 30_000 }, async () => {
  const process = start({ PORT: '0' });
  const { port } = await firstLine(process);

  const response = await fetch(`http://localhost:${port}/health/ready`);
  process.kill('SIGTERM');
  const [code] = await once(process, 'exit');

  assert.equal(response.status, 200);
  assert.equal(code, 0);
});

test('says in one line why it cannot start', { timeout: 30_000 }, async () => {
  const process = start({ PORT: 'eighty' });

  const [line, [code]] = await Promise.all([firstLine(process), once(process, 'exit')]);

  assert.equal(code, 1);
  assert.equal(line.message, "The service cannot start: PORT must be a number from 0 to 65535, but is 'eighty'");
});

function start(environment) {
  return spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine(child) {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return JSON.parse(line);
}
