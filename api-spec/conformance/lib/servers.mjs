// Starts Buildrun, which brings a PostgreSQL along, and the real backend on the same PostgreSQL.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';

const BUILDING_SECONDS = 600;
const STARTING_SECONDS = 120;
const STOPPING_SECONDS = 30;
const LOOKING_MILLISECONDS = 20;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** A port that is free now, and that the system gives to no connection meanwhile: those get one above. */
export function freePort() {
  return new Promise(resolve => {
    const server = createServer();
    const tryOne = () => server.listen(20_000 + Math.floor(Math.random() * 10_000), '127.0.0.1');
    server.on('error', tryOne);
    server.on('listening', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
    tryOne();
  });
}

/** The Node.js that the backend is made for: the one from npm, or the one that runs, when that is new enough. */
export function newNode(home) {
  const found = [`node-${process.platform}-${process.arch}`].map(name => join(home, 'node_modules', name, 'bin', 'node')).find(existsSync);
  if (!found && Number(process.versions.node.split('.')[0]) < 22) {
    throw new Error(`the real backend needs Node.js 22 or newer, and npm has none for ${process.platform} ${process.arch}`);
  }
  return found ?? process.execPath;
}

class Started {
  #process;
  #log;
  #from = performance.now();

  constructor(name, command, args, { cwd, env, log }) {
    this.name = name;
    this.#log = log;
    const file = openSync(log, 'w');
    this.#process = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', file, file], detached: true });
    closeSync(file);
  }

  #lastLines() {
    return readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-15).join('\n  ');
  }

  get pid() {
    return this.#process.pid;
  }

  /** @returns the milliseconds from its start until it said that it was ready */
  async ready(port, seconds) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      try {
        const answer = await fetch(`http://127.0.0.1:${port}/.backstage/health/v1/readiness`, { signal: AbortSignal.timeout(2000) });
        if (answer.status === 200) {
          return performance.now() - this.#from;
        }
      } catch {
        // Not there yet.
      }
      if (this.#process.exitCode !== null) {
        throw new Error(`${this.name} ended before it was ready:\n  ${this.#lastLines()}`);
      }
      if (Date.now() > end) {
        throw new Error(`${this.name} was not ready within ${seconds} s:\n  ${this.#lastLines()}`);
      }
      await pause(LOOKING_MILLISECONDS);
    }
  }

  async stop() {
    const ended = new Promise(resolve => this.#process.once('exit', resolve));
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
      return;
    }
    this.#process.kill('SIGTERM');
    const late = setTimeout(() => this.#process.kill('SIGKILL'), STOPPING_SECONDS * 1000);
    await ended;
    clearTimeout(late);
  }
}

/** Both backends and what they share. */
export class Servers {
  #started = [];

  constructor(home, project, folder, filesHost, token = randomBytes(24).toString('hex')) {
    this.home = home;
    this.project = project;
    this.folder = folder;
    this.token = token;
    this.env = { CONFORMANCE_TOKEN: this.token, CONFORMANCE_FILES: filesHost, LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8' };
  }

  /**
   * @param options `database`: the JDBC URL of one that runs, instead of one that Buildrun brings along; `configs`: files that go over the
   *   configuration of both; `env`: more of the environment; `port`: any free one without; `flags`: of ./run; `common`: the configuration
   *   of both, and what only Buildrun needs to be compared
   */
  async startBuildrun({ database, configs = [], env = {}, port, flags = ['--api-only', '--no-examples'], common = ['both.yaml', 'buildrun.yaml'] } = {}) {
    port ??= await freePort();
    const data = join(this.folder, 'data');
    const started = new Started(
      'Buildrun',
      join(this.project, 'run'),
      [
        ...['--data', data, '--port', String(port), ...flags],
        ...(database ? ['--database', database] : []),
        ...[...common.map(name => join(this.home, 'backstage', name)), ...configs].flatMap(file => ['--config', file]),
      ],
      { cwd: this.project, env: { ...this.env, ...env }, log: join(this.folder, 'buildrun.log') },
    );
    this.#started.push(started);
    const milliseconds = await started.ready(port, BUILDING_SECONDS);
    if (!database) {
      this.postgresPort = Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[3]);
    }
    this.buildrun = { name: 'Buildrun', port, token: this.token, pid: started.pid, milliseconds };
  }

  /** @param options `configs`: files that go over its configuration; `env`: more of the environment */
  async startBackstage({ configs = [], env = {} } = {}) {
    const port = await freePort();
    const files = [...['both.yaml', 'backstage.yaml'].map(name => join(this.home, 'backstage', name)), ...configs];
    this.backstage = await this.startNode('backstage/index.cjs', { configs: files, env: { ...env, CONFORMANCE_BACKSTAGE_PORT: String(port) }, port });
    this.database = new pg.Client({
      host: '127.0.0.1',
      port: this.postgresPort,
      user: 'postgres',
      password: 'postgres',
      database: 'backstage_plugin_catalog',
    });
    await this.database.connect();
  }

  /** A backend from npm. @param program below the home @param options `configs`, all of them; `env`: more of the environment; `port` */
  async startNode(program, { configs, env, port }) {
    const started = new Started('Backstage', newNode(this.home), ['--no-node-snapshot', program, ...configs.flatMap(file => ['--config', file])], {
      cwd: this.home,
      env: {
        ...this.env,
        ...env,
        NODE_ENV: 'production',
        // Also how much a task's own log says.
        LOG_LEVEL: 'info',
        CONFORMANCE_POSTGRES_PORT: String(this.postgresPort),
      },
      log: join(this.folder, 'backstage.log'),
    });
    this.#started.push(started);
    const milliseconds = await started.ready(port, STARTING_SECONDS);
    return { name: 'Backstage', port, token: this.token, pid: started.pid, milliseconds };
  }

  /** The last one first, since Buildrun holds the database of both. */
  async stop() {
    await this.database?.end().catch(() => {});
    for (const started of this.#started.reverse()) {
      await started.stop();
    }
  }
}
