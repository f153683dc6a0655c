// Buildrun alone, with catalogs of several sizes up to a million entities.
import { join } from 'node:path';
import { closeConnections } from '../../../api-spec/conformance/lib/exchange.mjs';
import { Backends, BUILDRUN, CATALOG_DATABASE } from './backends.mjs';
import { changeFile, pushOne } from './changes.mjs';
import { Descriptors } from './descriptors.mjs';
import { ingest } from './ingest.mjs';
import { heapAfterCollection, residentMegabytes, watchMemory } from './machine.mjs';
import { Organisation } from './organisation.mjs';
import { FIRST, largeReads } from './requests.mjs';
import { indexed } from './search.mjs';

const RATE = 200;
const CHANGES = 20;
/** Twice what the slowest rate that is good enough would take, and a while for small ones. */
const LEAST_ENTITIES_A_SECOND = 400;
/** As ./run --help advises: with so much to look through, the collector has all cores, and what stays is not copied time and again. */
const HEAP = '-Xmx8g -XX:-UseSerialGC -XX:+UseParallelGC -XX:MaxTenuringThreshold=1';

/** One size: from an empty catalog to the last figure. */
async function measure(bench, size) {
  const { database, options, say } = bench;
  const organisation = new Organisation(size, options.seed);
  const descriptors = new Descriptors(join(bench.folder, `descriptors-${size}`));
  const backends = new Backends({ ...bench.backends.places, filesHost: undefined }, database, HEAP);
  const expected = descriptors.write(organisation, bench.progress);
  await descriptors.serve();
  backends.places.filesHost = descriptors.host;
  bench.backends = backends;
  await database.create(CATALOG_DATABASE[BUILDRUN]);
  try {
    let server = await backends.start(BUILDRUN);
    const whileIngesting = watchMemory(server.pid);
    const ingested = await ingest(server, descriptors.url('all.yaml'), expected, 120 + size / LEAST_ENTITIES_A_SECOND, bench.progress);
    const memory = { ingesting: whileIngesting() };
    say(`${size}: ${ingested.seconds.toFixed(1)} s, ${ingested.rate.toFixed(0)} a second, ${memory.ingesting.toFixed(0)} MB`);
    await database.tidy(CATALOG_DATABASE[BUILDRUN]);
    closeConnections();
    await backends.stop();

    server = await backends.start(BUILDRUN);
    say(`${size}: ready after ${(server.milliseconds / 1000).toFixed(1)} s of a cold start`);
    memory.heapAfterStart = heapAfterCollection(bench.jdk, server.pid);
    const whileReading = watchMemory(server.pid);
    const reads = {};
    let firstSearch = 0;
    for (const row of largeReads(organisation, options.seed)) {
      reads[row.id] = { name: row.name, target: row.target, ...(await bench.load.steady(server, row, RATE, bench.times)) };
      say(`${size}: ${row.id}: at ${RATE} a second p50 ${reads[row.id].p50.toFixed(2)} ms, p99 ${reads[row.id].p99.toFixed(2)} ms`);
      if (row.id === FIRST) {
        const asked = performance.now();
        await indexed(server, size);
        firstSearch = performance.now() - asked;
        say(`${size}: the first search was answered after ${(firstSearch / 1000).toFixed(1)} s`);
      }
    }
    memory.reading = whileReading();
    const changed = await changeFile(server, descriptors, CHANGES);
    const pushed = await pushOne(server, CHANGES);
    memory.heap = heapAfterCollection(bench.jdk, server.pid);
    memory.resident = residentMegabytes(server.pid);
    say(`${size}: heap ${memory.heap.toFixed(0)} MB after a collection, a change shows after ${changed.map(ms => ms.toFixed(0)).join(', ')} ms`);
    const databaseMegabytes = await database.megabytes(CATALOG_DATABASE[BUILDRUN]);
    return { size, ingested, start: server.milliseconds, firstSearch, reads, changed, pushed, memory, databaseMegabytes, bytesPerEntity: expected.bytes / size };
  } finally {
    closeConnections();
    await backends.stop();
    descriptors.close();
  }
}

/** @returns `{ rate, heap, sizes }`, figures only; what could not be measured stands as `failed` */
export async function large(bench) {
  const sizes = [];
  for (const size of bench.options.sizes) {
    try {
      sizes.push(await measure(bench, size));
    } catch (error) {
      bench.say(`${size}: NOT MEASURED: ${error.message}`);
      sizes.push({ size, failed: error.message });
    }
  }
  return { rate: RATE, heap: HEAP, sizes };
}
