// Keeps what JMH has measured and writes it down. Argument: its JSON file.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load, machine } from './lib/machine.mjs';
import { publish } from './lib/report.mjs';

const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const [file] = process.argv.slice(2);

const measured = JSON.parse(readFileSync(file, 'utf8'));
publish(PROJECT, 'inner', {
  machine: machine(PROJECT, { load: load() }),
  entities: Number(measured[0].params.count),
  operations: measured.map(({ benchmark, primaryMetric: { score, scoreError } }) => ({ name: benchmark.split('.').at(-1), micros: score, error: Number(scoreError) })),
});
