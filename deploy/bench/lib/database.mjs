// The PostgreSQL of both: one server, started by neither of them, with the settings of ./run.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';

// The packages are those of the comparison, which installs the real backend.
const pg = createRequire(new URL('../../../api-spec/conformance/package.json', import.meta.url))('pg');

const STARTING_MILLISECONDS = 120_000;
const READY = 'ready ';

/** Starts a Java class of the tests that says "ready" and one word more when it is there, and that ends when its input does. */
export async function startJava(java, name, args, log) {
  const file = openSync(log, 'a');
  const child = spawn(java.command, ['-XX:+UseSerialGC', ...(java.options ?? ['-Xmx256m']), '--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-cp', java.classpath, name, ...args], {
    stdio: ['pipe', 'pipe', file],
  });
  closeSync(file);
  const ended = new Promise(resolve => child.once('exit', resolve));
  const line = await new Promise((resolve, reject) => {
    // Whatever a library says before is not for us.
    createInterface(child.stdout).on('line', said => said.startsWith(READY) && resolve(said.slice(READY.length)));
    child.once('exit', code => reject(new Error(`${name} ended with ${code}: ${readFileSync(log, 'utf8').slice(-2000)}`)));
    setTimeout(() => reject(new Error(`${name} did not start, see ${log}`)), STARTING_MILLISECONDS).unref();
  });
  return {
    line,
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}

export class Database {
  #server;
  #folder;

  static async start(java, folder) {
    const database = new Database();
    database.#folder = join(folder, 'postgres');
    database.#server = await startJava(java, 'dev.buildrun.deploy.bench.BenchDatabase', [database.#folder], join(folder, 'postgres.log'));
    database.port = Number(/:(\d+)\//.exec(database.#server.line)[1]);
    return database;
  }

  get pid() {
    return Number(readFileSync(join(this.#folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  }

  jdbc(name) {
    return `jdbc:postgresql://127.0.0.1:${this.port}/${name}?user=postgres&password=postgres`;
  }

  /** Runs one statement in a database of the server. */
  async query(name, statement) {
    const client = new pg.Client({ host: '127.0.0.1', port: this.port, user: 'postgres', password: 'postgres', database: name });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  }

  /** An empty database in the place of what has that name. */
  async create(name) {
    await this.query('postgres', `drop database if exists ${name} with (force)`);
    await this.query('postgres', `create database ${name}`);
  }

  /** Drops what has been measured, so that the server has nothing to tidy up behind the next one. */
  async dropAll(pattern) {
    for (const { datname } of await this.query('postgres', `select datname from pg_database where datname like '${pattern}'`)) {
      await this.query('postgres', `drop database "${datname}" with (force)`);
    }
    await this.query('postgres', 'checkpoint');
  }

  /** As autovacuum would leave it in time; so that no plan depends on when it came by. */
  async tidy(name) {
    await this.query(name, 'vacuum analyze');
    await this.query(name, 'checkpoint');
  }

  /** Rows inserted, updated and deleted so far, by table. */
  async rowsWritten(name) {
    const rows = await this.query(name, `select relname as table, n_tup_ins + n_tup_upd + n_tup_del as rows from pg_stat_user_tables`);
    return new Map(rows.map(row => [row.table, Number(row.rows)]));
  }

  async megabytes(name) {
    const [{ bytes }] = await this.query('postgres', `select pg_database_size('${name}') as bytes`);
    return Number(bytes) / 1e6;
  }

  async settings() {
    const rows = await this.query('postgres', `select name, current_setting(name) as value from pg_settings where name in ('shared_buffers', 'fsync', 'synchronous_commit', 'full_page_writes', 'max_wal_size', 'server_version')`);
    const { server_version: version, ...others } = Object.fromEntries(rows.map(row => [row.name, row.value]));
    return `${version} (${Object.entries(others).map(([key, value]) => `${key} ${value}`).join(', ')})`;
  }

  stop() {
    return this.#server.stop();
  }
}
