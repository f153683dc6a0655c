// Starts one backend at a time on the common PostgreSQL, as the comparison of answers starts both.
import { join } from 'node:path';
import { Servers } from '../../../api-spec/conformance/lib/servers.mjs';

export const BACKSTAGE = 'backstage';
export const BUILDRUN = 'buildrun';

/** The databases of each. */
export const CATALOG_DATABASE = { [BACKSTAGE]: 'backstage_plugin_catalog', [BUILDRUN]: 'buildrun' };
export const SCAFFOLDER_DATABASE = { [BACKSTAGE]: 'backstage_plugin_scaffolder', [BUILDRUN]: 'buildrun' };

const TOKEN = 'a-token-of-the-measurement-only-0123456789';

export class Backends {
  #running;

  /**
   * @param places `{ project, folder, filesHost }`
   * @param javaOptions of Buildrun's JVM, over those of ./run
   */
  constructor(places, database, javaOptions = '') {
    this.places = places;
    this.database = database;
    this.javaOptions = javaOptions;
  }

  /**
   * @param options `configs`: files that go over the configuration; `env`: more of the environment
   * @returns `{ name, port, token, pid, milliseconds }`: the last from its start until it was ready
   */
  async start(name, { configs = [], env = {} } = {}) {
    const { project, folder, filesHost } = this.places;
    const servers = new Servers(join(project, 'api-spec/conformance'), project, folder, filesHost, TOKEN);
    this.#running = servers;
    if (name === BACKSTAGE) {
      servers.postgresPort = this.database.port;
      await servers.startBackstage({ configs, env });
    } else {
      await servers.startBuildrun({
        database: this.database.jdbc(CATALOG_DATABASE[BUILDRUN]),
        configs: [join(project, 'deploy/bench/buildrun.yaml'), ...configs],
        env: { BUILDRUN_JAVA_OPTIONS: this.javaOptions, ...env, BUILDRUN_LOG: join(folder, 'buildrun-service.log') },
      });
    }
    return servers[name];
  }

  async stop() {
    await this.#running?.stop();
    this.#running = undefined;
  }
}
