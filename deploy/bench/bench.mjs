// Measures Buildrun beside the real Backstage backend. See --help, and README.md for how it works.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closeConnections } from '../../api-spec/conformance/lib/exchange.mjs';
import { Backends } from './lib/backends.mjs';
import { compare } from './lib/compare.mjs';
import { Database } from './lib/database.mjs';
import { Descriptors } from './lib/descriptors.mjs';
import { large } from './lib/large.mjs';
import { Load } from './lib/load.mjs';
import { Neighbours, busyCores, load as loadAverage, machine } from './lib/machine.mjs';
import { PARTS, readOptions, USAGE, UsageError } from './lib/options.mjs';
import { Organisation } from './lib/organisation.mjs';
import { publish, summary, terminal } from './lib/report.mjs';
import { versions } from './lib/versions.mjs';

const HOME = dirname(fileURLToPath(import.meta.url));
const PROJECT = resolve(HOME, '../..');
const PROGRESS_MILLISECONDS = 10_000;
/** Of others, above which figures would say more about them than about what is measured. */
const BUSY_CORES = 0.25;

const from = performance.now();
let lastLine = from;

function say(text) {
  lastLine = performance.now();
  console.log(`  ${String(Math.round((lastLine - from) / 1000)).padStart(5)} s  ${text}`);
}

/** Says something only where nothing else has been said for a while. */
function progress(text) {
  if (performance.now() - lastLine > PROGRESS_MILLISECONDS) {
    say(text);
  }
}

function wrk() {
  try {
    const [command, libraries] = execFileSync(join(HOME, 'get-wrk'), [join(HOME, 'target/wrk')], { encoding: 'utf8' }).trim().split('\n');
    return { command, libraries };
  } catch {
    say('wrk is neither installed nor to be had; a generator in Java asks instead, which takes more of the machine from the service');
    return undefined;
  }
}

async function checkQuiet(options) {
  const busy = await busyCores();
  if (busy <= BUSY_CORES) {
    return;
  }
  const found = `others use ${busy.toFixed(2)} cores of this machine`;
  if (!options.anyway) {
    throw new UsageError(`${found}; wait until they are done, or measure --anyway`);
  }
  say(`WARNING: ${found}, the figures are not worth much`);
}

async function main(options) {
  const folder = options.folder ? resolve(options.folder) : mkdtempSync(join(tmpdir(), 'buildrun-bench-'));
  mkdirSync(folder, { recursive: true });
  const { BENCH_JDK: jdk, BENCH_CLASSPATH: classpath } = process.env;
  const java = { command: join(jdk, 'bin/java'), classpath };
  await checkQuiet(options);
  const before = loadAverage();
  const descriptors = new Descriptors(join(folder, 'descriptors'));
  await descriptors.serve();
  const database = await Database.start(java, folder);
  const backends = new Backends({ project: PROJECT, folder, filesHost: descriptors.host }, database);
  const stop = async () => {
    closeConnections();
    await backends.stop();
    await database.stop();
    descriptors.close();
    if (!options.folder) {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) {
    process.once(signal, () => stop().then(() => process.exit(code)));
  }
  try {
    const generator = wrk();
    const bench = {
      home: HOME,
      options,
      folder,
      jdk,
      java,
      descriptors,
      database,
      backends,
      say,
      progress,
      load: new Load(generator, join(HOME, 'lib/wrk.lua'), java, folder),
      organisation: new Organisation(options.entities, options.seed),
      times: { warmUp: options.warmUp, seconds: options.seconds },
    };
    const neighbours = new Neighbours([database.pid]);
    const measured = await (options.large ? large(bench) : compare(bench));
    if (!measured) {
      return undefined;
    }
    return {
      machine: machine(PROJECT, { ...versions(PROJECT, jdk, generator), postgres: await database.settings(), loadBefore: before, loadAfter: loadAverage(), otherCores: neighbours.cores() }),
      options: { entities: options.entities, seconds: options.seconds, seed: options.seed, quick: options.quick },
      ...measured,
    };
  } finally {
    await stop();
  }
}

function report(options, result) {
  const seconds = Math.round((performance.now() - from) / 1000);
  if (!result) {
    console.log(`bench: ${options.only} measured in ${seconds} s; the other one never was, so there is nothing to compare`);
    return;
  }
  const kind = options.large ? 'large' : PARTS.includes(options.only) ? options.only : 'compare';
  writeFileSync(join(HOME, 'target', `${kind}.json`), `${JSON.stringify(result, null, 2)}\n`);
  console.log(terminal(kind, result));
  if (options.write) {
    publish(PROJECT, kind, result);
  }
  console.log(`${summary(kind, result, seconds)}${['backstage', 'buildrun'].includes(options.only) ? ', not of the same run' : ''}`);
  process.exitCode = (result.answers?.unequal.length ?? 0) > 0 || result.sizes?.some(({ failed }) => failed) ? 1 : 0;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(USAGE);
  } else {
    mkdirSync(join(HOME, 'target'), { recursive: true });
    report(options, await main(options));
  }
} catch (error) {
  console.error(`bench: ${error instanceof UsageError ? `${error.message}, see --help` : error.stack}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// Nothing that was started may hold the program up.
process.exit();
