// Files, directories and links as a tar and back, in the format of POSIX 1003.1-2001 (pax).
import { promises as fs } from 'node:fs';
import path from 'node:path';

const BLOCK = 512;

function header(name, type, size, link, mode) {
  const block = Buffer.alloc(BLOCK);
  const put = (offset, width, text) => block.write(text.slice(0, width), offset, width, 'utf8');
  put(0, 100, name);
  put(100, 8, mode.toString(8).padStart(7, '0'));
  put(108, 8, '0000000');
  put(116, 8, '0000000');
  put(124, 12, size.toString(8).padStart(11, '0'));
  put(136, 12, '00000000000');
  put(148, 8, '        ');
  put(156, 1, type);
  put(157, 100, link);
  put(257, 8, 'ustar\0' + '00');
  const sum = block.reduce((total, value) => total + value, 0);
  put(148, 8, sum.toString(8).padStart(6, '0') + '\0 ');
  return block;
}

function padded(content) {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

// A pax record begins with its own length, that number included.
function record(key, value) {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let digits = String(bytes).length;
  if (String(bytes + digits).length > digits) digits++;
  return bytes + digits + rest;
}

function isLong(text) {
  return Buffer.byteLength(text) > 100 || /[^\x00-\x7f]/.test(text);
}

/** Packs entries of `list`. */
export function pack(entries) {
  const parts = [];
  for (const { name, kind, content = Buffer.alloc(0), link = '', executable } of entries) {
    const full = kind === 'directory' ? `${name}/` : name;
    const pax = (isLong(full) ? record('path', full) : '') + (isLong(link) ? record('linkpath', link) : '');
    if (pax) parts.push(header('pax', 'x', Buffer.byteLength(pax), '', 0o644), padded(Buffer.from(pax)));
    const type = { file: '0', directory: '5', link: '2' }[kind];
    const mode = kind === 'file' && !executable ? 0o644 : 0o755;
    parts.push(header(full, type, kind === 'file' ? content.length : 0, link, mode));
    if (kind === 'file') parts.push(padded(content));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}

function text(block, offset, width) {
  const part = block.subarray(offset, offset + width);
  const end = part.indexOf(0);
  return part.subarray(0, end < 0 ? width : end).toString('utf8');
}

/** Writes what a tar holds into a directory; nothing may leave it. */
export async function unpack(tar, directory) {
  let pax = {};
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const block = tar.subarray(at, at + BLOCK);
    if (block.every(value => value === 0)) return;
    const size = parseInt(text(block, 124, 12).trim() || '0', 8);
    const content = tar.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(block[156]);
    if (type === 'x') {
      for (const line of content.toString('utf8').split('\n')) {
        const match = /^\d+ ([^=]+)=(.*)$/.exec(line);
        if (match) pax[match[1]] = match[2];
      }
      continue;
    }
    const name = (pax.path ?? text(block, 0, 100)).replace(/\/$/, '');
    const link = pax.linkpath ?? text(block, 157, 100);
    pax = {};
    const target = path.resolve(directory, name);
    if (target !== directory && !target.startsWith(directory + path.sep)) throw new Error(`A path leaves: ${name}`);
    await fs.mkdir(type === '5' ? target : path.dirname(target), { recursive: true });
    if (type === '0' || type === '\0') {
      await fs.writeFile(target, content, { mode: parseInt(text(block, 100, 8).trim(), 8) & 0o100 ? 0o755 : 0o644 });
    } else if (type === '2') {
      const there = path.resolve(path.dirname(target), link);
      if (!there.startsWith(directory + path.sep)) throw new Error(`A link leaves: ${name}`);
      await fs.symlink(link, target);
    }
  }
}

/** Everything in a directory, ordered by name. */
export async function list(directory, below = '') {
  const found = [];
  for (const entry of (await fs.readdir(path.join(directory, below), { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    const full = path.join(directory, name);
    if (entry.isSymbolicLink()) {
      found.push({ name, kind: 'link', link: await fs.readlink(full) });
    } else if (entry.isDirectory()) {
      found.push({ name, kind: 'directory' }, ...(await list(directory, name)));
    } else if (entry.isFile()) {
      const executable = ((await fs.stat(full)).mode & 0o100) !== 0;
      found.push({ name, kind: 'file', content: await fs.readFile(full), executable });
    }
  }
  return found;
}
