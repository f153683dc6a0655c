// The versions of everything that a figure depends on.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param generator `{ command, libraries }` of wrk, or undefined */
export function versions(project, jdk, generator) {
  const packages = join(project, 'api-spec/conformance/node_modules');
  const version = name => JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')).version;
  const own = `node-${process.platform}-${process.arch}`;
  const release = readFileSync(join(jdk, 'release'), 'utf8');
  const wrk = generator && execFileSync('sh', ['-c', `LD_LIBRARY_PATH=${generator.libraries ?? ''} "${generator.command}" -v 2>&1 || true`], { encoding: 'utf8' }).split('\n')[0];
  return {
    jdk: `${/^IMPLEMENTOR="(.*)"$/m.exec(release)?.[1] ?? ''} ${/^JAVA_RUNTIME_VERSION="(.*)"$/m.exec(release)?.[1] ?? /^JAVA_VERSION="(.*)"$/m.exec(release)[1]}`.trim(),
    node: existsSync(join(packages, own)) ? version(own) : process.versions.node,
    backstage: `1.55 (catalog-backend ${version('@backstage/plugin-catalog-backend')}, backend-defaults ${version('@backstage/backend-defaults')})`,
    generator: wrk ? wrk.replace(/ Copyright.*/, '') : 'SteadyLoad',
  };
}
