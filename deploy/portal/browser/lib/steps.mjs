// One printed line per step with its seconds, and the closing line that says how many held.

const seconds = from => `${((performance.now() - from) / 1000).toFixed(1)} s`;

const explain = error =>
  String(error?.message ?? error)
    .replaceAll(/\u001b\[\d+m/g, '')
    .trim()
    .split('\n')
    .slice(0, 15)
    .join('\n        ');

/** Runs steps that stand on each other's shoulders or not, counts them, and never hides one that was not reached. */
export class Steps {
  #passed = 0;
  #failed = 0;

  /** Runs one step. Returns what it returns, or undefined after printing why it failed. */
  async step(name, run) {
    const from = performance.now();
    try {
      const result = await run();
      this.#passed++;
      console.log(`  ok    ${name}  (${seconds(from)})`);
      return result;
    } catch (error) {
      this.#failed++;
      console.log(`  FAIL  ${name}  (${seconds(from)})\n        ${explain(error)}`);
      return undefined;
    }
  }

  /**
   * Runs steps that need each other: after the first that fails, the rest counts as failed without being run.
   * `onFailure` is called once, with the moment to look at the scene.
   */
  async chain(onFailure, ...steps) {
    const before = this.#failed;
    for (const [name, run] of steps) {
      if (this.#failed > before) {
        this.#failed++;
        console.log(`  FAIL  ${name}  (not reached)`);
      } else {
        await this.step(name, run);
        if (this.#failed > before) {
          await onFailure('failed');
        }
      }
    }
  }

  /** Prints the closing line and sets the exit status. A run without any step is a failed one. */
  close() {
    if (this.#passed + this.#failed === 0) {
      this.#failed = 1;
      console.log('  FAIL  there was nothing to run');
    }
    console.log(`\n${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 ? 1 : 0;
  }
}
