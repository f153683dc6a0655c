// Programs that answer lines of JSON with lines of JSON, one for each question, in order.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const PATIENCE_MILLISECONDS = 60_000;

export class Peer {
  #process;
  #waiting = [];
  #ended;

  constructor(name, command, args, { cwd }) {
    this.name = name;
    this.#process = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdin.on('error', () => {});
    createInterface({ input: this.#process.stdout, crlfDelay: Infinity }).on('line', line => this.#waiting.shift()?.resolve(JSON.parse(line)));
    this.#process.on('exit', code => {
      this.#ended = new Error(`${name} ended with ${code}`);
      this.#waiting.splice(0).forEach(({ reject }) => reject(this.#ended));
    });
  }

  ask(question) {
    if (this.#ended) {
      return Promise.reject(this.#ended);
    }
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${this.name} did not answer ${JSON.stringify(question).slice(0, 2000)}`)), PATIENCE_MILLISECONDS);
      const settled = work => result => {
        clearTimeout(late);
        work(result);
      };
      this.#waiting.push({ resolve: settled(resolve), reject: settled(reject) });
      this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    });
  }

  stop() {
    this.#process.kill('SIGKILL');
  }
}
