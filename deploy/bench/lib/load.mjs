// The load generators: wrk asks as fast as the answers come, SteadyLoad (Java) at a fixed rate. Both send the same bytes, made here.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asBytes } from './requests.mjs';

const CONNECTIONS = 16;
const STEADY_CONNECTIONS = 64;
/** Fewer say nothing about the slowest of a hundred. */
const LEAST_REQUESTS = 200;
const LONGEST_SECONDS = 30;

const run = promisify(execFile);

export class Load {
  #wrk;
  #lua;
  #java;
  #folder;

  /**
   * @param wrk `{ command, libraries }`, or undefined where there is none; SteadyLoad then asks instead, and takes more of the machine
   * @param java `{ command, classpath }`
   */
  constructor(wrk, lua, java, folder) {
    this.#wrk = wrk;
    this.#lua = lua;
    this.#java = java;
    this.#folder = folder;
  }

  #file(server, requests) {
    const file = join(this.#folder, 'requests');
    writeFileSync(file, asBytes(requests, server));
    return file;
  }

  async #ask(server, file, seconds) {
    if (!this.#wrk) {
      const { rate, ...rest } = await this.#steady(server, file, 0, 0, seconds, CONNECTIONS);
      return { ...rest, seconds, broken: 0 };
    }
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${Math.ceil(seconds)}s`, '--timeout', '60s', '-s', this.#lua, `http://127.0.0.1:${server.port}`, '--', file];
    const env = { ...process.env, ...(this.#wrk.libraries ? { LD_LIBRARY_PATH: this.#wrk.libraries } : {}) };
    const { stdout } = await run(this.#wrk.command, args, { env });
    return JSON.parse(stdout.trim().split('\n').at(-1));
  }

  async #steady(server, file, rate, warmUp, seconds, connections) {
    const args = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', this.#java.classpath, 'dev.buildrun.deploy.bench.SteadyLoad', String(server.port), file, String(rate), String(warmUp), String(seconds), String(connections)];
    return JSON.parse((await run(this.#java.command, args)).stdout);
  }

  /** As `fastest`, for the warm-up alone. */
  async warmUp(server, row, { warmUp }) {
    check(server, row, await this.#ask(server, this.#file(server, row.requests), warmUp));
  }

  /**
   * Asks over 16 connections, each again as soon as it has its answer.
   *
   * @param times `{ warmUp, seconds }`; slow requests are given longer, so that there are enough of them
   * @returns `{ rate, p50, p99, requests, bytes }`: requests a second, milliseconds, bytes of a whole answer
   */
  async fastest(server, row, { warmUp, seconds }) {
    const file = this.#file(server, row.requests);
    const before = await this.#ask(server, file, warmUp);
    const expected = Math.max(before.requests / before.seconds, 1);
    const found = await this.#ask(server, file, Math.min(Math.max(seconds, LEAST_REQUESTS / expected), LONGEST_SECONDS));
    check(server, row, found);
    return { rate: found.requests / found.seconds, p50: found.p50, p99: found.p99, requests: found.requests, bytes: found.bytes };
  }

  /**
   * Asks at a fixed rate; a request's time begins when it is due, not when a connection is free.
   *
   * @returns the same as `fastest`
   */
  async steady(server, row, rate, { warmUp, seconds }) {
    const found = await this.#steady(server, this.#file(server, row.requests), rate, warmUp, Math.max(seconds, LEAST_REQUESTS / rate), STEADY_CONNECTIONS);
    check(server, row, found);
    return found;
  }
}

function check(server, row, { refused, broken, requests }) {
  if (refused > 0 || broken > 0 || requests === 0) {
    throw new Error(`${server.name}: ${row.id}: of ${requests} answers ${refused} were not 2xx, and ${broken ?? 0} connections broke`);
  }
}
