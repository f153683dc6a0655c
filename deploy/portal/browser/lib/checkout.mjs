// The real git and the real Maven on what the portal made.
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const work = new URL('../target/checkouts/', import.meta.url).pathname;

/** Runs a program and gives its standard output; fails with the last lines of what it said. */
export async function program(directory, minutes, command, ...args) {
  try {
    const { stdout } = await run(command, args, {
      cwd: directory,
      timeout: minutes * 60_000,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
    return stdout;
  } catch (error) {
    const said = `${error.stdout ?? ''}\n${error.stderr ?? ''}`.trim().split('\n').slice(-10).join('\n');
    const how = error.killed ? `not finished after ${minutes} minutes` : `exit status ${error.code}`;
    throw new Error(`${command} ${args.join(' ')}: ${how}\n${said}`);
  }
}

/** Clones a repository into an empty directory of this name and gives the directory. */
export async function clone(url, name) {
  await mkdir(work, { recursive: true });
  await rm(work + name, { recursive: true, force: true });
  await program(work, 2, 'git', 'clone', '--quiet', url, name);
  return work + name;
}
