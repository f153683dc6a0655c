// The measurement of the two backends, one after the other.
import { join } from 'node:path';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { closeConnections, send } from '../../../api-spec/conformance/lib/exchange.mjs';
import { compareAnswers, sampleAnswers } from './answers.mjs';
import { BACKSTAGE, BUILDRUN, CATALOG_DATABASE, SCAFFOLDER_DATABASE } from './backends.mjs';
import { changeFile, pushOne, readAgain } from './changes.mjs';
import { startJava } from './database.mjs';
import { ingest } from './ingest.mjs';
import { heapAfterCollection, untilAtRest, watchMemory } from './machine.mjs';
import { PARTS } from './options.mjs';
import { reads } from './requests.mjs';
import { scaffold, writeTemplate } from './scaffolding.mjs';
import { measureSearch, startOptions } from './search.mjs';
import { ingestWarm } from './warm.mjs';

/** Slower rates have too few requests to say anything about the slowest; a higher one is no favour to Buildrun. */
const LEAST_STEADY_RATE = 50;
const INGEST_PATIENCE_SECONDS = 3600;
/** What --only can name beside the two backends. */
const [SEARCH, TASKS] = PARTS;

const CHANGES = { [BACKSTAGE]: 5, [BUILDRUN]: 20 };

async function starts(bench, name, times) {
  const milliseconds = [];
  for (let i = 0; i < times; i++) {
    const server = await bench.backends.start(name);
    milliseconds.push(server.milliseconds);
    closeConnections();
    await bench.backends.stop();
  }
  return milliseconds;
}

async function speeds(bench, server, rows, steadyRates) {
  const fastest = {};
  const steady = {};
  // Once around before the first figure: what all rows have in common is compiled then, and knows more than one kind of request.
  for (const row of rows) {
    await bench.load.warmUp(server, row, bench.times);
  }
  for (const row of rows) {
    fastest[row.id] = await bench.load.fastest(server, row, bench.times);
    const rate = steadyRates && Math.max(steadyRates[row.id].rate, LEAST_STEADY_RATE);
    steady[row.id] = rate && (await bench.load.steady(server, row, rate, bench.times));
    const { rate: found, p99 } = fastest[row.id];
    bench.say(`${server.name}: ${row.id}: ${found.toFixed(0)} a second, p99 ${p99.toFixed(2)} ms${rate ? `; at ${rate.toFixed(0)} a second p99 ${steady[row.id].p99.toFixed(2)} ms` : ''}`);
  }
  return steadyRates ? { fastest, steady } : { fastest };
}

/** Tasks of the scaffolder, in a start of their own. */
async function measureTasks(bench, name) {
  const server = await bench.backends.start(name, { configs: [join(bench.home, 'scaffolding.yaml')], env: { BENCH_TEMPLATE: writeTemplate(bench.folder) } });
  const tasks = await scaffold(server, { service: server.pid, PostgreSQL: bench.database.pid }, bench.times, () => bench.database.tidy(SCAFFOLDER_DATABASE[name]));
  const cpu = Object.entries(tasks.cpu).map(([process, milliseconds]) => `${milliseconds.toFixed(1)} ms ${process}`);
  bench.say(
    `${server.name}: ${tasks.rate.toFixed(1)} tasks a second with ${tasks.atOnce} at once (${tasks.firstRate.toFixed(1)} in the first round), the first event after ` +
      `${tasks.firstEvent.toFixed(0)} ms; CPU time a task: ${cpu.join(', ')}`,
  );
  closeConnections();
  await bench.backends.stop();
  return tasks;
}

async function searching(bench, name, other) {
  const server = await bench.backends.start(name, startOptions(bench, name));
  const found = await measureSearch(bench, server, other?.rate);
  closeConnections();
  await bench.backends.stop();
  return found;
}

/** More entities come together there than the standard heap of Buildrun is for; that of Node.js grows by itself. */
const HEAP_OF_MORE = '-Xmx1g';

/** The ingest once more, with everything there, in a start of its own, after which the catalog is another one. */
async function measureMore(bench, name) {
  const server = await bench.backends.start(name, { env: name === BUILDRUN ? { BUILDRUN_JAVA_OPTIONS: HEAP_OF_MORE } : {} });
  const more = await ingestWarm(bench, server);
  bench.say(`${server.name}: after ${more.warmUps} others, ${more.entities} more entities in ${more.seconds.toFixed(1)} s, ${more.rate.toFixed(0)} a second`);
  closeConnections();
  await bench.backends.stop();
  return more;
}

/** The search alone. */
async function measureSearchOnly(bench, name, expected, other) {
  const server = await bench.backends.start(name);
  const { seconds } = await ingest(server, bench.descriptors.url('all.yaml'), expected, INGEST_PATIENCE_SECONDS, bench.progress);
  bench.say(`${server.name}: ready to search after ${seconds.toFixed(1)} s`);
  await bench.database.tidy(CATALOG_DATABASE[name]);
  closeConnections();
  await bench.backends.stop();
  return { search: await searching(bench, name, other) };
}

/** Everything about one backend. With `steadyRates`, each row is also asked at the rate that the other could do; so is the search. */
async function measure(bench, name, expected, steadyRates, otherSearch) {
  const { backends, database, descriptors } = bench;
  const [first] = await starts(bench, name, 1);
  const empty = await starts(bench, name, bench.options.starts);
  bench.say(`${name}: ready after ${first.toFixed(0)} ms with a new database, ${empty.map(ms => ms.toFixed(0)).join(', ')} ms with an empty catalog`);

  let server = await backends.start(name);
  const whileIngesting = watchMemory(server.pid);
  const ingested = await ingest(server, descriptors.url('all.yaml'), expected, INGEST_PATIENCE_SECONDS, bench.progress);
  bench.say(`${server.name}: ${ingested.entities} entities in ${ingested.seconds.toFixed(1)} s, ${ingested.rate.toFixed(0)} a second`);
  const memory = { ingesting: whileIngesting() };
  await database.tidy(CATALOG_DATABASE[name]);
  bench.say(`${server.name}: at rest after ${(await untilAtRest(server.pid)).toFixed(0)} s`);

  const rows = reads(bench.organisation, bench.options.seed);
  const answers = await sampleAnswers(server, rows);
  const whileReading = watchMemory(server.pid);
  const asked = await speeds(bench, server, rows, steadyRates);
  memory.reading = whileReading();
  if (name === BUILDRUN) {
    memory.heap = heapAfterCollection(bench.jdk, server.pid);
    writeFileSync(join(bench.folder, 'constant'), (await send(server, rows[0].requests[0])).text);
  }
  bench.say(`${server.name}: ${memory.ingesting.toFixed(0)} MB while it read the files, ${memory.reading.toFixed(0)} MB while it was asked`);

  const again = await readAgain(server, descriptors, database, CATALOG_DATABASE[name]);
  bench.say(`${server.name}: read everything again in ${again.seconds.toFixed(1)} s, rows written: ${JSON.stringify(again.rows)}`);
  const changed = await changeFile(server, descriptors, CHANGES[name]);
  const pushed = name === BUILDRUN ? await pushOne(server, CHANGES[name]) : undefined;
  bench.say(`${server.name}: a changed file shows after ${changed.map(ms => ms.toFixed(0)).join(', ')} ms${pushed ? `; a push after ${pushed.map(ms => ms.toFixed(0)).join(', ')} ms` : ''}`);
  closeConnections();
  await backends.stop();

  const full = await starts(bench, name, bench.options.starts);
  bench.say(`${name}: ready after ${full.map(ms => ms.toFixed(0)).join(', ')} ms with everything`);

  const search = await searching(bench, name, otherSearch);

  const tasks = await measureTasks(bench, name);
  const more = await measureMore(bench, name);
  return { starts: { first, empty, full }, ingested, more, tasks, search, memory, ...asked, again, changed, pushed, answers: [...answers] };
}

/** What the same server gives when it has nothing to do but to answer the same bytes. */
async function constant(bench) {
  const java = { ...bench.java, options: ['-Xmx1g', '-XX:+UseCompactObjectHeaders'] };
  const server = await startJava(java, 'dev.buildrun.http.ConstantBody', [join(bench.folder, 'constant')], join(bench.folder, 'constant.log'));
  try {
    const row = reads(bench.organisation, bench.options.seed)[0];
    return await bench.load.fastest({ name: 'constant body', port: Number(server.line), token: 'x' }, { ...row, id: 'constant' }, bench.times);
  } finally {
    await server.stop();
  }
}

/** What has been measured of one of them: now, or before where only the other is asked for. */
async function side(bench, name, expected, other) {
  const file = join(bench.home, 'target', `${name}.json`);
  if (bench.options.only && bench.options.only !== name) {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  }
  const found = await measure(bench, name, expected, other?.fastest, other?.search);
  if (name === BUILDRUN) {
    found.constant = await constant(bench);
    bench.say(`constant body: ${found.constant.rate.toFixed(0)} a second`);
  }
  writeFileSync(file, JSON.stringify(found));
  return found;
}

/** @returns the whole result, as it is kept: figures only, no tables; undefined where only one of the two has ever been measured */
export async function compare(bench) {
  const { descriptors, database, options } = bench;
  if (options.only === TASKS) {
    const backstage = { tasks: await measureTasks(bench, BACKSTAGE) };
    await database.dropAll('backstage_plugin_%');
    return { backstage, buildrun: { tasks: await measureTasks(bench, BUILDRUN) } };
  }
  bench.say(`writing ${options.entities} entities`);
  const expected = descriptors.write(bench.organisation, bench.progress);
  if (options.only === SEARCH) {
    const backstage = await measureSearchOnly(bench, BACKSTAGE, expected);
    await database.dropAll('backstage_plugin_%');
    return { backstage, buildrun: await measureSearchOnly(bench, BUILDRUN, expected, backstage.search) };
  }
  const backstage = await side(bench, BACKSTAGE, expected);
  await database.dropAll('backstage_plugin_%');
  const buildrun = await side(bench, BUILDRUN, expected, backstage);
  if (!backstage || !buildrun) {
    return undefined;
  }
  const answers = compareAnswers(new Map(backstage.answers), new Map(buildrun.answers));
  for (const line of answers.unequal) {
    bench.say(`NOT EQUAL: ${line}`);
  }
  delete backstage.answers;
  delete buildrun.answers;
  return { bytesPerEntity: expected.bytes / options.entities, backstage, buildrun, constant: buildrun.constant, answers };
}
