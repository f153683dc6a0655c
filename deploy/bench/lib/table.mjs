// Turns figures into the rows of the table, each with what was set out to be reached and whether it is.
import { median } from './changes.mjs';

/** How many times as fast as the real backend, by row. */
const SPEED_TARGETS = {
  'by-name': 25,
  page: 100,
  'ui-page': 20,
  'ui-count': 300,
  'ui-search': 500,
  text: 50,
  'facet-type': 300,
  'facet-owner': 60,
  'facet-kind': 40,
  'by-refs': 8,
  entities: 12,
};
const INGEST_TARGET = 40;
const P99_TARGET = 50;
const MEMORY_TARGET = 2;
const START_TARGET = 3;
const CONSTANT_TARGET = 0.8;
const TASKS_TARGET = 10;
const FIRST_EVENT_TARGET = 5;
const SEARCH_TARGET = 20;
const CHANGE_TARGET_MILLISECONDS = 50;

const NAMES = {
  'by-name': '`GET by-name`',
  page: '`by-query`, page of 20, filtered and ordered',
  'ui-page': "the portal's list page",
  'ui-count': "the portal's count",
  'ui-search': "the portal's text search",
  text: '`by-query` with a full-text term',
  'facet-type': '`entity-facets` of `spec.type`',
  'facet-owner': '`entity-facets` of the owner',
  'facet-kind': '`entity-facets` of `kind`',
  'by-refs': '`by-refs` of 50',
  entities: '`entities?limit=500`',
};

const whole = value => value.toLocaleString('en', { maximumFractionDigits: 0 });
export const figure = value => (value >= 100 ? whole(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
const kilobytes = bytes => `${figure(bytes / 1000)} KB`;
const times = value => `${figure(value)} ×`;

function row(work, backstage, buildrun, reached, target, format = times) {
  return { work, backstage, buildrun, reached: format(reached), target: format(target), ratio: reached, wanted: target, holds: reached >= target };
}

function speeds({ backstage, buildrun }) {
  const text = ({ rate, p99 }) => `${figure(rate)} req/s, p99 ${figure(p99)} ms`;
  return Object.keys(SPEED_TARGETS).map(id => {
    const [theirs, ours] = [backstage.fastest[id], buildrun.fastest[id]];
    return row(`${NAMES[id]} (${kilobytes(ours.bytes)})`, text(theirs), text(ours), ours.rate / theirs.rate, SPEED_TARGETS[id]);
  });
}

/** Figures that are older than a row don't have it. */
export function searchRows({ backstage, buildrun }) {
  const [theirs, ours] = [backstage.search, buildrun.search];
  if (!theirs || !ours) {
    return [];
  }
  const text = ({ rate, p99 }) => `${figure(rate)} req/s, p99 ${figure(p99)} ms`;
  const rows = [row(`the search, 25 results (${kilobytes(ours.bytes)})`, text(theirs), text(ours), ours.rate / theirs.rate, SEARCH_TARGET)];
  if (ours.steady) {
    rows.push(row(`p99 of the search at ${figure(ours.steady.rate)} req/s`, `${figure(theirs.p99)} ms`, `${figure(ours.steady.p99)} ms`, theirs.p99 / ours.steady.p99, P99_TARGET));
  }
  if (theirs.found && ours.found) {
    const change = median(ours.found);
    rows.push({
      work: 'one entity changed in its file, refresh asked for: until the search finds it',
      backstage: `${figure(median(theirs.found))} ms, its index built again at once`,
      buildrun: `${figure(change)} ms (slowest ${figure(Math.max(...ours.found))} ms)`,
      reached: `${figure(change)} ms`,
      target: `${CHANGE_TARGET_MILLISECONDS} ms`,
      holds: change < CHANGE_TARGET_MILLISECONDS,
    });
  }
  return rows;
}

/** The real backend's own figure is the one of 16 connections that wait for their answers, which is kinder than a schedule would be. */
function latencies({ backstage, buildrun }) {
  if (!buildrun.steady) {
    return [];
  }
  return Object.keys(SPEED_TARGETS).map(id => {
    const [theirs, ours] = [backstage.fastest[id], buildrun.steady[id]];
    return row(`p99 of ${NAMES[id]} at ${figure(ours.rate)} req/s`, `${figure(theirs.p99)} ms`, `${figure(ours.p99)} ms`, theirs.p99 / ours.p99, P99_TARGET);
  });
}

function written({ rows }) {
  const all = Object.entries(rows);
  return all.length === 0 ? 'no row' : all.map(([table, count]) => `${table} ${whole(count)}`).join(', ');
}

function sum(rows) {
  return Object.values(rows).reduce((total, count) => total + count, 0);
}

/**
 * The queue's own rows say that a file is due and was read, each refresh that is asked for is written down as asked for, and a replica says now and
 * then that it lives; only the others would tell of work on what has not changed.
 */
const [QUEUE, AUDIT, ALIVE] = ['refresh_state', 'audit_log', 'processing_replicas'];
/** It takes about a second to read everything again. */
const MOST_SIGNS_OF_LIFE = 1;

function changes({ backstage, buildrun }) {
  const queue = buildrun.again.rows[QUEUE] ?? 0;
  const asked = Math.min(buildrun.again.rows[AUDIT] ?? 0, buildrun.again.asked ?? 0);
  const alive = Math.min(buildrun.again.rows[ALIVE] ?? 0, MOST_SIGNS_OF_LIFE);
  const others = sum(buildrun.again.rows) - queue - asked - alive;
  const change = median(buildrun.changed);
  return [
    {
      work: `all ${buildrun.again.files} files read again, nothing changed: rows written`,
      backstage: written(backstage.again),
      buildrun: written(buildrun.again),
      reached: others === 0 ? `no entity; the queue of reads ${whole(queue)}, the audit of who asked ${whole(asked)}` : `${whole(others)} beside the queue of reads and who asked`,
      target: 'no row',
      holds: others === 0 && queue <= 4 * (buildrun.again.files + 1),
    },
    {
      work: 'one entity changed in its file, refresh asked for: until it shows',
      backstage: `${figure(median(backstage.changed))} ms`,
      buildrun: `${figure(change)} ms (slowest ${figure(Math.max(...buildrun.changed))} ms)`,
      reached: `${figure(change)} ms`,
      target: `${CHANGE_TARGET_MILLISECONDS} ms`,
      holds: change < CHANGE_TARGET_MILLISECONDS,
    },
    {
      work: 'one entity pushed: until it shows',
      backstage: '–',
      buildrun: `${figure(median(buildrun.pushed))} ms (slowest ${figure(Math.max(...buildrun.pushed))} ms)`,
      reached: `${figure(median(buildrun.pushed))} ms`,
      target: `${CHANGE_TARGET_MILLISECONDS} ms`,
      holds: median(buildrun.pushed) < CHANGE_TARGET_MILLISECONDS,
    },
  ];
}

export function taskRows({ backstage, buildrun }) {
  const [theirs, ours] = [backstage.tasks, buildrun.tasks];
  const work = `tasks that write ${ours.files} files with \`fetch:template\`, ${ours.atOnce} at once`;
  return [
    row(work, `${figure(theirs.rate)} tasks/s`, `${figure(ours.rate)} tasks/s`, ours.rate / theirs.rate, TASKS_TARGET),
    row('from `POST` of a task to its first event', `${figure(theirs.firstEvent)} ms`, `${figure(ours.firstEvent)} ms`, theirs.firstEvent / ours.firstEvent, FIRST_EVENT_TARGET),
  ];
}

/** All rows: `{ work, backstage, buildrun, reached, target, holds }`, texts but for the last; `ratio` and `wanted` where there is one. */
export function compareRows(result) {
  const { backstage, buildrun, constant, options } = result;
  const highest = ({ ingesting, reading }) => Math.max(ingesting, reading);
  const ready = of => median(of) / 1000;
  const start = (work, of) => row(work, `${figure(ready(of(backstage)))} s`, `${figure(ready(of(buildrun)))} s`, ready(of(backstage)) / ready(of(buildrun)), START_TARGET);
  return [
    row(`ingest of ${whole(options.entities)} entities from files, until all can be asked for`, `${figure(backstage.ingested.rate)} entities/s`, `${figure(buildrun.ingested.rate)} entities/s`, buildrun.ingested.rate / backstage.ingested.rate, INGEST_TARGET),
    row(`ingest of ${whole(options.entities)} more, by processes that are warm`, `${figure(backstage.more.rate)} entities/s`, `${figure(buildrun.more.rate)} entities/s`, buildrun.more.rate / backstage.more.rate, INGEST_TARGET),
    ...speeds(result),
    ...latencies(result),
    ...searchRows(result),
    row('memory under load, the highest', `${whole(highest(backstage.memory))} MB`, `${whole(highest(buildrun.memory))} MB (heap after a collection ${whole(buildrun.memory.heap)} MB)`, highest(backstage.memory) / highest(buildrun.memory), MEMORY_TARGET),
    start('start until ready, empty', of => of.starts.empty),
    start(`start until ready, ${whole(options.entities)} entities`, of => of.starts.full),
    ...changes(result),
    ...taskRows(result),
    row(`\`GET by-name\` beside a constant body of that size from the same server`, `${figure(constant.rate)} req/s (the constant)`, `${figure(buildrun.fastest['by-name'].rate)} req/s`, buildrun.fastest['by-name'].rate / constant.rate, CONSTANT_TARGET, value => `${(value * 100).toFixed(0)} %`),
  ];
}

const LARGE_SIZE = 1_000_000;

/** The same for the catalogs of several sizes; targets are those of a million, and stand only there. */
export function largeRows({ sizes }) {
  const found = sizes.filter(({ failed }) => !failed);
  const line = (work, of, target, format, most) => ({
    work,
    cells: sizes.map(size => (size.failed ? 'failed' : format(of(size)))),
    target: format(target),
    holds: sizes.filter(({ size }) => size === LARGE_SIZE).map(size => !size.failed && (most ? of(size) <= target : of(size) >= target))[0],
  });
  const plain = (work, of, format) => ({ work, cells: sizes.map(size => (size.failed ? 'failed' : format(of(size)))), target: '–' });
  const ms = value => `${figure(value)} ms`;
  const ids = Object.entries(found[0]?.reads ?? {});
  return [
    line('ingest', ({ ingested }) => ingested.rate, 3000, value => `${whole(value)}/s`, false),
    line('ready after a cold start', ({ start }) => start / 1000, 90, value => `${figure(value)} s`, true),
    plain('the first search, which waits until everything can be found', ({ firstSearch }) => firstSearch / 1000, value => `${figure(value)} s`),
    ...ids.map(([id, { name, target }]) => {
      const p99 = ({ reads }) => reads[id].p99;
      return target ? line(`p99 of ${name}`, p99, target, ms, true) : plain(`p99 of ${name}`, p99, ms);
    }),
    line('one change in a file shows after', ({ changed }) => median(changed), 100, ms, true),
    line('one push shows after', ({ pushed }) => median(pushed), 100, ms, true),
    plain('memory of the process, the highest', ({ memory }) => Math.max(memory.ingesting, memory.reading) / 1000, value => `${figure(value)} GB`),
    plain('heap after a collection', ({ memory }) => memory.heap / 1000, value => `${figure(value)} GB`),
    plain('bytes of heap for an entity', ({ memory, size }) => (memory.heap * 1e6) / size, whole),
    plain('bytes of a descriptor', ({ bytesPerEntity }) => bytesPerEntity, whole),
    plain('bytes in the database for an entity', ({ databaseMegabytes, size }) => (databaseMegabytes * 1e6) / size, whole),
  ];
}
