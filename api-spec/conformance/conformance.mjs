// Compares Buildrun with the real Backstage backend. See --help.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Both } from './lib/both.mjs';
import { closeConnections } from './lib/exchange.mjs';
import { Files } from './lib/files.mjs';
import { KNOWN_IDS } from './lib/known-differences.mjs';
import { options as readOptions } from './lib/options.mjs';
import { Report } from './lib/report.mjs';
import { Servers } from './lib/servers.mjs';
import { corpus } from './rounds/corpus.mjs';
import { language } from './rounds/language.mjs';
import { mutations } from './rounds/mutations.mjs';
import { queries } from './rounds/queries.mjs';
import { recorded } from './rounds/recorded.mjs';
import { recordedTasks } from './rounds/recorded-tasks.mjs';
import { schemas } from './rounds/schemas.mjs';
import { templates } from './rounds/templates.mjs';

const HOME = dirname(fileURLToPath(import.meta.url));
const PROJECT = resolve(HOME, '../..');
const ROUNDS = { queries, mutations, recorded, tasks: recordedTasks, corpus, templates, language, schemas };

/** Rounds that ask engines, not backends. */
const WITHOUT_BACKENDS = ['language', 'schemas'];
const PROGRESS_MILLISECONDS = 10_000;

const seconds = from => ((performance.now() - from) / 1000).toFixed(1);

/** A difference that nobody has written down is none that anybody knows. */
function checkDocumented() {
  const text = readFileSync(join(PROJECT, 'docs/COMPATIBILITY.md'), 'utf8');
  const missing = KNOWN_IDS.filter(id => !text.includes(`\`${id}\``));
  if (missing.length > 0) {
    throw new Error(`docs/COMPATIBILITY.md lacks ${missing.join(', ')}`);
  }
}

async function timed(name, work) {
  const from = performance.now();
  let last = from;
  const result = await work(text => {
    if (performance.now() - last > PROGRESS_MILLISECONDS) {
      last = performance.now();
      console.log(`    ${text}, ${seconds(from)} s`);
    }
  });
  console.log(`  ${name}  (${seconds(from)} s)`);
  return result;
}

async function run(options, folder) {
  const from = performance.now();
  const files = await Files.start();
  const servers = new Servers(HOME, PROJECT, folder, files.host);
  const stop = async () => {
    closeConnections();
    await servers.stop();
    files.close();
  };
  process.once('SIGINT', () => stop().then(() => process.exit(130)));
  process.once('SIGTERM', () => stop().then(() => process.exit(143)));
  try {
    if (!options.rounds.every(name => WITHOUT_BACKENDS.includes(name))) {
      await timed('Buildrun runs', () => servers.startBuildrun());
      await timed('Backstage runs', () => servers.startBackstage());
    }
    const report = new Report();
    const both = new Both(servers, report);
    for (const name of options.rounds) {
      report.round = name;
      const before = report.compared;
      await timed(name, progress => ROUNDS[name]({ home: HOME, project: PROJECT, both, files, options, progress, report })).catch(error => report.broken(error));
      console.log(`    ${report.compared - before} compared`);
    }
    const holds = report.close({
      file: join(HOME, 'target/unexplained.txt'),
      minimum: options.minimum,
      differences: options.differences,
      seconds: Math.round((performance.now() - from) / 1000),
      seed: options.seed,
    });
    if (options.keep && servers.backstage) {
      console.log(`  Backstage http://localhost:${servers.backstage.port}, Buildrun http://localhost:${servers.buildrun.port}, token ${servers.token}`);
      await new Promise(() => {});
    }
    return holds;
  } finally {
    await stop();
  }
}

const options = readOptions(process.argv.slice(2), resolve(PROJECT, '../shared'));
const folder = mkdtempSync(join(tmpdir(), 'buildrun-conformance-'));
mkdirSync(join(HOME, 'target'), { recursive: true });
try {
  checkDocumented();
  process.exitCode = (await run(options, folder)) ? 0 : 1;
} catch (error) {
  console.error(`conformance: ${error.stack}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
