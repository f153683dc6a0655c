// Counts what was compared, and keeps what differed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { explain } from './known-differences.mjs';

const MAX_LINES = 12;

function printed(entry) {
  const { request, found } = entry;
  const lines = found.slice(0, MAX_LINES).flatMap(({ path, backstage, buildrun }) => [`    ${path || '(body)'}`, `      Backstage ${backstage}`, `      Buildrun  ${buildrun}`]);
  if (found.length > MAX_LINES) {
    lines.push(`    … and ${found.length - MAX_LINES} more`);
  }
  const body = request.body === undefined ? '' : `\n    ${String(request.body).slice(0, 600)}`;
  return `  [${entry.round}] ${request.method} ${request.path.slice(0, 600)}${body}${request.note ? `\n    (${request.note})` : ''}\n${lines.join('\n')}`;
}

export class Report {
  #compared = 0;
  #equal = 0;
  #known = new Map();
  #unexplained = [];
  #left = [];
  round = '';

  /** Whether a difference is a known one; nothing is counted. */
  explained(request, backstage, buildrun, found) {
    return explain(request, backstage, buildrun, found) !== undefined;
  }

  /** @param found the differences of one exchange, as `differences` gives them */
  add(request, backstage, buildrun, found) {
    this.#compared++;
    if (found.length === 0) {
      this.#equal++;
      return;
    }
    const id = explain(request, backstage, buildrun, found);
    if (id) {
      this.#known.set(id, (this.#known.get(id) ?? 0) + 1);
    } else {
      this.#unexplained.push({ round: this.round, request, found });
    }
  }

  /** A round that did not come to its end explains nothing. */
  broken(error) {
    this.#unexplained.push({ round: this.round, request: { method: 'the round', path: 'broke off' }, found: [{ path: error.stack, backstage: '', buildrun: '' }] });
  }

  leftOut(what) {
    this.#left.push(what);
  }

  get compared() {
    return this.#compared;
  }

  /** Prints everything, writes the full list, and says whether the round holds. */
  close({ file, minimum, differences, seconds, seed }) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, this.#unexplained.map(entry => `${printed(entry)}\n`).join('\n'));
    for (const entry of this.#unexplained.slice(0, differences)) {
      console.log(`\n${printed(entry)}`);
    }
    if (this.#unexplained.length > 0) {
      console.log(`\n  all of them: ${file}`);
    }
    const known = [...this.#known.values()].reduce((sum, count) => sum + count, 0);
    console.log(`\n  known differences, see docs/COMPATIBILITY.md: ${[...this.#known].map(([id, count]) => `${id} ${count}`).join(', ') || 'none met'}`);
    for (const what of this.#left) {
      console.log(`  left out: ${what}`);
    }
    if (this.#compared < minimum) {
      console.log(`  too few: ${minimum} were to be compared`);
    }
    console.log(
      `real backend, seed ${seed}: ${this.#compared} requests compared, ${this.#equal} equal, ${known} known differences, ${this.#unexplained.length} unexplained, in ${seconds} s`,
    );
    return this.#unexplained.length === 0 && this.#compared >= minimum;
  }
}
