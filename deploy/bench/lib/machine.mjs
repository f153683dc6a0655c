// What the figures were taken on, and whether it had anything else to do.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import os from 'node:os';

const TICKS_PER_SECOND = 100;
const LOOK_MILLISECONDS = 3000;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

function output(command, args) {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

/** The line of a program that says its version, or its absence. */
function version(command, ...args) {
  try {
    return output(command, args).split('\n')[0];
  } catch {
    return 'unknown';
  }
}

export function load() {
  return os.loadavg().map(value => value.toFixed(2)).join(' ');
}

/** @param parts what the caller knows better: `{ jdk, backstageNode, postgres, entities, … }` */
export function machine(project, parts) {
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    kernel: `${os.type()} ${os.release()} ${os.arch()}`,
    commit: version('git', '-C', project, 'describe', '--always', '--dirty'),
    ...parts,
  };
}

/** CPU seconds of the whole machine since its start, and of a process with all that it started and waited for. */
function cpuOfAll() {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).slice(1, 9).map(Number);
  return (fields.reduce((sum, value) => sum + value, 0) - fields[3] - fields[4]) / TICKS_PER_SECOND;
}

function processes() {
  const found = new Map();
  for (const name of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      found.set(Number(name), { parent: Number(fields[1]), seconds: fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0) / TICKS_PER_SECOND });
    } catch {
      // It has just ended.
    }
  }
  return found;
}

/** CPU seconds that these processes have used since their start, with all that they have started. */
export function cpuOfTrees(roots) {
  const all = processes();
  const isOurs = pid => roots.includes(pid) || (all.has(pid) && all.get(pid).parent > 1 && isOurs(all.get(pid).parent));
  return [...all.keys()].filter(isOurs).reduce((sum, pid) => sum + all.get(pid).seconds, 0);
}

/** Counts what others use of the machine while something is measured. Only Linux tells. */
export class Neighbours {
  #roots = [process.pid];
  #all;
  #ours;
  #from;

  /** @param pids of processes of ours that nobody of ours has started, such as a server that made itself a daemon */
  constructor(pids = []) {
    this.#roots.push(...pids);
    this.start();
  }

  start() {
    if (existsSync('/proc/stat')) {
      this.#all = cpuOfAll();
      this.#ours = cpuOfTrees(this.#roots);
    }
    this.#from = performance.now();
  }

  /** Cores that others have used on average since the start; 0 where nobody knows. */
  cores() {
    if (this.#all === undefined) {
      return 0;
    }
    const seconds = (performance.now() - this.#from) / 1000;
    return Math.max(0, (cpuOfAll() - this.#all - (cpuOfTrees(this.#roots) - this.#ours)) / seconds);
  }
}

/** How many cores are in use by others right now. */
export async function busyCores() {
  const neighbours = new Neighbours();
  await pause(LOOK_MILLISECONDS);
  return neighbours.cores();
}

/** Of a core; the timers of a server take less. */
const RESTING_CORES = 0.05;
const REST_PATIENCE_MILLISECONDS = 120_000;

/**
 * Waits until a process has nothing to catch up with, since that would count as what the answers take. Who never rests is asked all the same.
 *
 * @returns the seconds that it took; 0 where nobody knows what a process does
 */
export async function untilAtRest(pid) {
  const from = performance.now();
  if (!existsSync('/proc/stat')) {
    return 0;
  }
  const seconds = () => processes().get(pid)?.seconds ?? 0;
  let used;
  do {
    const before = seconds();
    await pause(LOOK_MILLISECONDS);
    used = seconds() - before;
  } while (used > (RESTING_CORES * LOOK_MILLISECONDS) / 1000 && performance.now() - from < REST_PATIENCE_MILLISECONDS);
  return (performance.now() - from) / 1000;
}

/** Memory that a process holds, in MB; undefined where nobody tells. */
export function residentMegabytes(pid) {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1000;
  } catch {
    return undefined;
  }
}

/** Looks at the memory of a process twice a second; call the result to have the highest and to end it. */
export function watchMemory(pid) {
  let highest = residentMegabytes(pid) ?? 0;
  const timer = setInterval(() => (highest = Math.max(highest, residentMegabytes(pid) ?? 0)), 500);
  return () => {
    clearInterval(timer);
    return highest;
  };
}

/** Memory that a Java service needs: what is left of its heap after a collection, in MB. */
export function heapAfterCollection(jdk, pid) {
  output(`${jdk}/bin/jcmd`, [String(pid), 'GC.run']);
  const kilobytes = [...output(`${jdk}/bin/jcmd`, [String(pid), 'GC.heap_info']).matchAll(/^(?!.*(?:Metaspace|class space)).*?\bused (\d+)K/gm)].map(match => Number(match[1]));
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1000;
}
