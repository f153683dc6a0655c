// Prints the tables, and writes docs/PERFORMANCE.md from the figures that are kept.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curves, ratios } from './chart.mjs';
import { compareRows, figure, largeRows, searchRows, taskRows } from './table.mjs';

const mark = holds => (holds === undefined ? '' : holds ? 'yes' : '**no**');

function besideTable(rows) {
  return [['Work', 'Backstage', 'Buildrun', 'Reached', 'To reach', 'Holds'], ...rows.map(row => [row.work, row.backstage, row.buildrun, row.reached, row.target, mark(row.holds)])];
}

const compareTable = result => besideTable(compareRows(result));
const searchTable = result => besideTable(searchRows(result));
const taskTable = result => besideTable(taskRows(result));

function largeTable(result) {
  const sizes = result.sizes.map(({ size }) => `${size.toLocaleString('en')} entities`);
  return [['Figure', ...sizes, 'To reach at 1,000,000', 'Holds'], ...largeRows(result).map(row => [row.work, ...row.cells, row.target, mark(row.holds)])];
}

const TABLES = { compare: compareTable, search: searchTable, tasks: taskTable, large: largeTable };
const ROWS = { compare: compareRows, search: searchRows, tasks: taskRows, large: largeRows };

function markdown([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

/** The table in columns, for a terminal. */
export function terminal(kind, result) {
  const rows = TABLES[kind](result).map(cells => cells.map(cell => cell.replaceAll(/[`*]/g, '')));
  const widths = rows[0].map((_, column) => Math.max(...rows.map(cells => cells[column].length)));
  const line = cells => `  ${cells.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()}`;
  return `\n${[line(rows[0]), `  ${widths.map(width => '-'.repeat(width)).join('  ')}`, ...rows.slice(1).map(line)].join('\n')}\n`;
}

/** The closing line. */
export function summary(kind, result, seconds) {
  const judged = ROWS[kind](result).filter(({ holds }) => holds !== undefined);
  const missed = judged.filter(({ holds }) => !holds).length;
  const { compared, unequal } = result.answers ?? { compared: 0, unequal: [] };
  const answers = result.answers ? `, ${compared - unequal.length} of ${compared} sampled answers equal` : '';
  const failed = (result.sizes ?? []).filter(size => size.failed).length;
  return `bench: ${judged.length - missed} of ${judged.length} aims reached, ${missed} missed${failed ? `, ${failed} sizes not measured` : ''}${answers}, others used ${result.machine.otherCores.toFixed(2)} cores, in ${seconds} s`;
}

function machineText({ machine, options }) {
  const busy = machine.otherCores > 0.25 ? ' **Others used the machine meanwhile; these figures show the order of things only.**' : '';
  return `Taken ${machine.date} at commit ${machine.commit} on ${machine.cores} cores (${machine.cpu}), ${machine.memory}, ${machine.kernel}; JDK ${machine.jdk}, Node.js ${machine.node}, PostgreSQL ${machine.postgres}, Backstage ${machine.backstage}, load generator ${machine.generator} on the same machine. Seed ${options.seed}, ${options.seconds} s a figure. Load average before ${machine.loadBefore}, after ${machine.loadAfter}; others used ${machine.otherCores.toFixed(2)} cores on average.${busy}${options.quick ? ' **A quick round: it shows that the tool works, not how fast anything is.**' : ''}`;
}

function missedText(kind, result) {
  const missed = ROWS[kind](result).filter(({ holds }) => holds === false);
  if (missed.length === 0) {
    return 'Every aim is reached.';
  }
  return `Not reached:\n\n${missed.map(row => `- ${row.work}: ${row.reached ?? row.cells.at(-1)} of ${row.target}`).join('\n')}`;
}

function compareText(result) {
  const { compared, unequal } = result.answers;
  return `## Beside the real Backstage backend

${machineText(result)}

![How many times as fast as Backstage, reached and to be reached](images/speed.svg)

${markdown(compareTable(result))}

${missedText('compare', result)}

- Both ran alone, one after the other, on one PostgreSQL server with the settings above, fresh databases, \`vacuum analyze\` after the ingest. Both read the same
  descriptor files (${figure(result.bytesPerEntity / 1000)} KB of YAML an entity) from the same web server. Backstage processes again after six hours only, so that it does nothing else meanwhile.
- "More": the processes that read ${figure(result.bytesPerEntity / 1000)} KB an entity of another organisation have read for half a minute, or 20,000 entities, before; the first row's have just started. There are up to 60,000 entities in the end, for which
  Buildrun has a heap of 1 GB: its standard heap of 512 MB is for some 50,000.
- Requests a second: 16 connections, each asks again as soon as it has its answer; the requests vary and are the same for both. Each backend is asked
  once it rests after the ingest (less than a twentieth of a core for 3 s, 2 min at most) and has been asked everything for a few seconds. Of ${compared} sampled answers
  ${compared - unequal.length} were equal.
- Nothing changes while it is asked, so Buildrun answers most lists, searches, counts and facets with what it has answered before: it remembers the last answers (16 MB) until the
  catalog changes. Who asks first after a change pays what "Inside of the index" says. \`by-name\` and \`by-refs\` are answered anew each time.
- Tasks: 50 are created at once and run ten at a time by both, until the last has ended, and then the next 50; the rate is the median
  of the rounds after a warm-up of at least 5 s, as requests have one; the first event is the median of 20 tasks, one after the other.
  Both are asked once they rest, since another configuration has Buildrun process everything again, and \`vacuum analyze\` follows the warm-up.
- p99 "at" a rate: that rate is what Backstage can do at most (at least 50 a second). Buildrun's times begin when a request was due on a fixed schedule. Backstage's are those of
  its 16 connections, which is kinder to it than a schedule would be, since that would never end.
- The search is asked over the whole catalog, in a start of its own: the real backend's with its PostgreSQL engine and its collator, which reads the whole catalog every ten
  minutes unless it is told otherwise. The time until a change is found has it build its index again as soon as its catalog shows the change.
- Memory is resident memory of the process, the highest of the ingest and the load; the heap is what a full collection leaves.
- Starts are the median of ${result.buildrun.starts.empty.length}, from the start of the process to the first 200 of the readiness route, by \`./run\` and by \`node\`, with PostgreSQL running.
`;
}

function largeText(result) {
  return `## Up to a million entities

${machineText(result)}

![Cost at several sizes](images/scale.svg)

${markdown(largeTable(result))}

${missedText('large', result)}

- One process with ${result.heap}, PostgreSQL and the load generator on the same machine. The entities come from descriptor files with 500 each.
- p99 at ${result.rate} requests a second on a fixed schedule; times begin when a request was due.
${result.sizes.filter(({ failed }) => failed).map(({ size, failed }) => `- ${size.toLocaleString('en')} entities were not measured: ${failed}\n`).join('')}`;
}

function innerText({ machine, entities, operations }) {
  return `## Inside of the index

Taken ${machine.date} at commit ${machine.commit} on ${machine.cores} cores (${machine.cpu}), ${machine.kernel}, by JMH in one thread on ${entities.toLocaleString('en')} entities in memory, without HTTP and PostgreSQL (\`./dev bench --inner --write\`). Load average afterwards ${machine.load}.

${markdown([['Operation', 'µs', '± (99.9 %)'], ...operations.map(({ name, micros, error }) => [`\`${name}\``, figure(micros), Number.isFinite(error) ? figure(error) : '–'])])}
`;
}

function kept(project, kind) {
  const file = join(project, 'deploy/bench/results', `${kind}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Keeps the figures of one kind, and writes the page and its charts from all that are kept. */
export function publish(project, kind, result) {
  const results = join(project, 'deploy/bench/results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${kind}.json`), `${JSON.stringify(result, null, 2)}\n`);
  const [compared, large, inner] = ['compare', 'large', 'inner'].map(each => kept(project, each));
  const images = join(project, 'docs/images');
  mkdirSync(images, { recursive: true });
  if (compared) {
    writeFileSync(join(images, 'speed.svg'), ratios(compareRows(compared)));
  }
  if (large) {
    writeFileSync(join(images, 'scale.svg'), curves(large));
  }
  writeFileSync(
    join(project, 'docs/PERFORMANCE.md'),
    `# Performance

Written by \`./dev bench --write\`; do not edit. How it is measured: [deploy/bench](../deploy/bench/README.md). Only ratios say something, absolute figures belong to the machine.

${[compared && compareText(compared), large && largeText(large), inner && innerText(inner)].filter(Boolean).join('\n')}`,
  );
}
