// The real Backstage backend as the front door, with catalog and scaffolder answered by Buildrun. See --help.
import { spawn } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, Servers } from '../../api-spec/conformance/lib/servers.mjs';
import { Steps } from '../portal/browser/lib/steps.mjs';
import { accountSteps } from './lib/account.mjs';
import { writeKeys } from './lib/keys.mjs';
import { pageSteps } from './lib/pages.mjs';
import { People } from './lib/people.mjs';
import { tokenSteps } from './lib/tokens.mjs';
import { USAGE } from './lib/usage.mjs';

const HOME = dirname(fileURLToPath(import.meta.url));
const PROJECT = resolve(HOME, '../..');
const words = process.argv.slice(2);
const unknown = words.find(word => !['--no-browser', '--keep', '--help', '-h'].includes(word));
if (unknown || words.includes('--help') || words.includes('-h')) {
  console.log(unknown ? `frontdoor: unknown option ${unknown}, see --help` : USAGE);
  process.exit(unknown ? 2 : 0);
}

const folder = mkdtempSync(join(tmpdir(), 'buildrun-frontdoor-'));
const target = join(HOME, 'target');
mkdirSync(target, { recursive: true });
const servers = new Servers(join(PROJECT, 'api-spec/conformance'), PROJECT, folder, 'localhost');
const from = performance.now();
const say = text => console.log(`  ${((performance.now() - from) / 1000).toFixed(1)} s  ${text}`);

let provider;

/** A real OpenID provider, at which people of the front door have an account. */
function startProvider(port, doorPort) {
  const log = openSync(join(folder, 'provider.log'), 'w');
  const args = [join(PROJECT, 'deploy/portal/browser'), String(port), `http://localhost:${doorPort}/api/auth/oidc/handler/frame`, 'fernwick.example'];
  provider = spawn(process.execPath, [join(PROJECT, 'catalog-service/src/test/resources/oidc/provider.mjs'), ...args], { stdio: ['ignore', log, log] });
  closeSync(log);
}

async function start() {
  const [buildrunPort, doorPort] = [await freePort(), await freePort()];
  const keys = join(folder, 'keys');
  const key = writeKeys(keys);
  const providerPort = await freePort();
  startProvider(providerPort, doorPort);
  const env = { FRONT_DOOR_OIDC_PORT: String(providerPort), FRONT_DOOR_PORT: String(doorPort), FRONT_DOOR_BUILDRUN_PORT: String(buildrunPort), FRONT_DOOR_KEYS: keys, BUILDRUN_LOG: join(folder, 'buildrun-service.log') };
  await servers.startBuildrun({ port: buildrunPort, flags: ['--api-only'], common: [], configs: [join(HOME, 'buildrun.yaml')], env });
  say(`Buildrun runs on ${buildrunPort}`);
  // Where the package "app" is found, whose pages the front door serves.
  const packages = { NODE_PATH: join(PROJECT, 'deploy/portal/packages') };
  await servers.startNode('backstage/front-door.cjs', { port: doorPort, configs: [join(HOME, 'node.yaml')], env: { ...env, ...packages } });
  say(`Backstage runs on ${doorPort}`);
  const door = `http://localhost:${doorPort}`;
  return { door, buildrun: `http://localhost:${buildrunPort}`, provider: `127.0.0.1:${providerPort}`, people: new People(door), key };
}

async function stop() {
  provider?.kill();
  await servers.stop();
  cpSync(folder, target, { recursive: true, filter: path => path === folder || path.endsWith('.log') });
  rmSync(folder, { recursive: true, force: true });
}

for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  process.once(signal, () => stop().then(() => process.exit(code)));
}

async function pages(world) {
  await inBrowser(world, 'front-door', [], pageSteps);
  await inBrowser(world, 'front-door-account', [world.provider], accountSteps);
}

async function inBrowser(world, album, visits, stepsOf) {
  const { openPortal } = await import('../portal/browser/lib/portal.mjs');
  const portal = await openPortal(world.door, album, { visits, beside: [world.buildrun] });
  try {
    const look = async failure => {
      await portal.picture(failure);
      portal.complaints.slice(0, 10).forEach(complaint => console.log(`        ${complaint}`));
    };
    await steps.chain(look, ...stepsOf(world, portal));
  } finally {
    await portal.close();
  }
}

const steps = new Steps();
try {
  const world = await start();
  for (const [name, run] of tokenSteps(world)) {
    await steps.step(name, run);
  }
  if (!words.includes('--no-browser')) {
    await pages(world);
  }
  if (words.includes('--keep')) {
    console.log(`  The front door is ${world.door}, Buildrun ${world.buildrun}`);
    await new Promise(() => {});
  }
} catch (error) {
  await steps.step('both run', () => Promise.reject(error));
} finally {
  await stop();
}
steps.close();
process.exit();
