// Runs of actions: what they are given, what they write, and what comes of them.
import { createHash, randomUUID } from 'node:crypto';
import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { list, pack, unpack } from './tar.mjs';

const MOST_RUNS = 1000;
const MOST_EVENTS = 20000;

/** Kept in memory: a worker that is killed forgets its runs, and Buildrun says so instead of running them twice. */
export class Runs {
  #runs = new Map();
  #workspaces = new Map();

  get(key) {
    return this.#runs.get(key);
  }

  async keepWorkspace(key, tar) {
    if (this.#runs.has(key)) return;
    const directory = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'remote-action-'));
    await unpack(tar, directory);
    this.#workspaces.set(key, directory);
  }

  /** Starts a run; one that is there already is left as it is. */
  async start(key, action, request) {
    const known = this.#runs.get(key);
    if (known) return { run: known, isNew: false };
    const run = new Run(action, request, this.#workspaces.get(key));
    this.#workspaces.delete(key);
    this.#runs.set(key, run);
    if (this.#runs.size > MOST_RUNS) await this.#forgetOldest();
    run.go();
    return { run, isNew: true };
  }

  async #forgetOldest() {
    for (const [key, run] of this.#runs) {
      if (run.state !== 'running') {
        this.#runs.delete(key);
        await run.remove();
        return;
      }
    }
  }
}

class Run {
  state = 'running';
  events = [];
  output = {};
  #compensation;
  #listeners = new Set();
  #abort = new AbortController();

  constructor(action, request, directory) {
    this.action = action;
    this.request = request;
    this.directory = directory;
  }

  async go() {
    try {
      this.directory ??= await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), 'remote-action-'));
      this.before = fingerprints(await list(this.directory));
      const output = this.output;
      await this.action.handler(this.#context(output));
      const files = await list(this.directory);
      const after = fingerprints(files);
      this.changed = files.filter(file => this.before.get(file.name) !== after.get(file.name));
      const deleted = [...this.before.keys()].filter(name => !after.has(name)).reverse();
      this.#end('completed', { type: 'result', output, changed: this.changed.length + deleted.length > 0, deleted });
    } catch (error) {
      this.#end('failed', { type: 'error', name: String(error?.name ?? 'Error'), message: String(error?.message ?? error) });
    }
  }

  /** What Backstage gives to an action's handler, as far as it can be given from afar. */
  #context(output) {
    const { input, secrets, task } = this.request;
    const log = level => (...words) => this.#log(level, words.map(word => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '));
    const logger = { info: log('info'), warn: log('warn'), error: log('error'), debug: () => {}, child: () => logger };
    const lines = new Writable({
      write: (chunk, _, done) => {
        String(chunk).split('\n').filter(Boolean).forEach(line => this.#log('info', line));
        done();
      },
    });
    return {
      input,
      secrets,
      logger,
      logStream: lines,
      workspacePath: this.directory,
      output: (name, value) => (output[name] = value),
      checkpoint: ({ fn }) => fn(),
      createTemporaryDirectory: () => fs.mkdtemp(path.join(os.tmpdir(), 'remote-action-')),
      getInitiatorCredentials: async () => ({ principal: { type: 'user', userEntityRef: task.userRef } }),
      signal: this.#abort.signal,
      isDryRun: task.dryRun,
      task: { id: task.id },
      step: { id: task.stepId },
      each: task.iteration === null ? undefined : { key: task.iteration },
      templateInfo: task.templateRef ? { entityRef: task.templateRef } : undefined,
      user: { ref: task.userRef ?? undefined },
    };
  }

  /** Takes back what the run has done: once, also when it is asked for again; after a failure it is tried anew. */
  compensate({ outcome, actor }) {
    const { input, task } = this.request;
    const logger = Object.fromEntries(['debug', 'info', 'warn', 'error'].map(level => [level, (...words) => console.log(level, ...words)]));
    const context = { input, output: this.output, outcome, actor, logger, task: { id: task.id }, step: { id: task.stepId } };
    this.#compensation ??= Promise.resolve()
      .then(() => this.action.compensate(context))
      .catch(error => {
        this.#compensation = undefined;
        throw error;
      });
    return this.#compensation;
  }

  #log(level, message) {
    if (this.events.length < MOST_EVENTS) this.#emit({ type: 'log', level, message });
  }

  #end(state, event) {
    if (this.state !== 'running') return;
    this.state = state;
    this.#emit(event);
  }

  #emit(event) {
    this.events.push({ seq: this.events.length + 1, ...event });
    this.#listeners.forEach(listener => listener());
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  cancel() {
    this.#abort.abort();
    this.#end('failed', { type: 'error', name: 'Error', message: 'The run was cancelled' });
  }

  tar() {
    return pack(this.changed ?? []);
  }

  async remove() {
    if (this.directory) await fs.rm(this.directory, { recursive: true, force: true });
  }
}

function fingerprints(files) {
  return new Map(
    files.map(file => [
      file.name,
      [file.kind, file.link, file.executable, file.content && createHash('sha256').update(file.content).digest('hex')].join(),
    ]),
  );
}

/** Tells one start of the worker from another. */
export const instance = randomUUID();
