import { createRequire } from 'node:module';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Files, LockAttempt } from './files.ts';

/** A byte no note reaches: on Windows a locked range cannot be read, and the note has to be. */
const LOCK_BYTE = 2 ** 30;
const RENAME_TRIES = 20;
const RENAME_PAUSE_MS = 50;

/** The file system of this machine. `process` is named because temporary files and Windows differ by it. */
export const realFiles = (process: { readonly pid: number; readonly platform: string }): Files => ({
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  write: (path, text) => write(path, text, process),
  append: (path, text) => {
    makeFolder(dirname(path));
    appendFileSync(path, text, { mode: 0o600 });
  },
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder).toSorted() : []),
  remove: (path) => rmSync(path, { recursive: true, force: true }),
  lock: (path, note) => lock(path, note),
});

function write(path: string, text: string, process: { pid: number; platform: string }): void {
  const folder = dirname(path);
  makeFolder(folder);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    // A file of this name can only be left over from a dead process that had our id.
    rmSync(temporary, { force: true });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    rename(temporary, path, process.platform);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (process.platform !== 'win32') syncFolder(folder);
}

/** Makes a folder and those above it, one by one: Node's own recursion never ends where a parent takes no folders (/proc). */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    const reason = `The folder ${folder} cannot be made (${code ?? String(error)}).`;
    throw Object.assign(new Error(reason, { cause: error }), { code, path: folder, syscall: 'mkdir' });
  }
}

/** The new name is on disk only when its folder is. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** On Windows a virus scanner that has the file open makes renaming fail for a moment. */
function rename(from: string, to: string, platform: string): void {
  for (let tries = 1; ; tries++) {
    try {
      return renameSync(from, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const busy = platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(code ?? '');
      if (!busy || tries >= RENAME_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS);
    }
  }
}

interface NativeLocks {
  readonly tryLock: (file: number, offset: number, length: number) => boolean;
}

function lock(path: string, note: string): LockAttempt {
  makeFolder(dirname(path));
  const { tryLock } = createRequire(import.meta.url)('fs-native-extensions') as NativeLocks;
  // 'a+' makes the file without emptying it: the note in it is the holder's until we have the lock.
  const file = openSync(path, 'a+', 0o600);
  try {
    if (!tryLock(file, LOCK_BYTE, 1)) {
      const held = readAll(file);
      closeSync(file);
      return { taken: false, note: held };
    }
    ftruncateSync(file, 0);
    writeSync(file, note);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  let open = true;
  return {
    taken: true,
    release: () => {
      if (open) closeSync(file);
      open = false;
    },
  };
}

function readAll(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)).toString('utf8');
}
