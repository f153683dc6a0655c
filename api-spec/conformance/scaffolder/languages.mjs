// The real engine, the one before it, and ours, side by side.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newNode } from '../lib/servers.mjs';
import { CONTEXTS } from './contexts.mjs';
import { Peer } from './peers.mjs';

const MAIN = 'dev.buildrun.scaffolder.testing.LanguageLines';
const CLASSES = ['scaffolder-actions/target/test-classes', 'scaffolder-actions/target/classes', 'catalog-service/target/lib/*'];
const JAVA = '. deploy/dev/jdk.sh; exec "$(find_jdk)/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$0" "$1"';

export class Languages {
  static async start(home, project) {
    const compiled = join(project, CLASSES[0], `${MAIN.replaceAll('.', '/')}.class`);
    if (!existsSync(compiled)) {
      throw new Error('our own language is not compiled with its tests: run ./dev conformance, or mvn -Dquick -pl scaffolder-actions -am test-compile');
    }
    const languages = new Languages();
    languages.real = new Peer('the real engine', newNode(home), ['scaffolder/oracle.mjs'], { cwd: home });
    languages.ours = new Peer('our engine', 'bash', ['-c', JAVA, CLASSES.join(':'), MAIN], { cwd: project });
    await languages.ask({ contexts: CONTEXTS });
    return languages;
  }

  ask(question) {
    return Promise.all([this.real.ask(question), this.ours.ask(question)]);
  }

  /** What the engine before 4.1 made of it. */
  older(question) {
    return this.real.ask({ ...question, old: true });
  }

  stop() {
    this.real.stop();
    this.ours.stop();
  }
}
