import type { Files } from '../../src/state/files.ts';

/** Files in memory: the map is the disk. `refuse` makes every write fail with a code of the system. */
export interface MemoryFiles extends Files {
  readonly disk: Map<string, string>;
  refuse: string | undefined;
}

/** A disk of its own, with the given files on it. */
export function memoryFiles(content: Readonly<Record<string, string>> = {}): MemoryFiles {
  const disk = new Map(Object.entries(content));
  const locks = new Map<string, string>();
  const under = (folder: string): string[] =>
    [...disk.keys()].filter((path) => path.startsWith(`${folder}/`));
  const files: MemoryFiles = {
    disk,
    refuse: undefined,
    read: (path) => disk.get(path),
    write: (path, text) => {
      allow(files.refuse);
      disk.set(path, text);
    },
    append: (path, text) => {
      allow(files.refuse);
      disk.set(path, (disk.get(path) ?? '') + text);
    },
    exists: (path) => disk.has(path) || under(path).length > 0,
    list: (folder) =>
      [
        ...new Set(under(folder).map((path) => path.slice(folder.length + 1).split('/', 1)[0] ?? '')),
      ].toSorted(),
    remove: (path) => {
      for (const each of [path, ...under(path)]) disk.delete(each);
    },
    lock: (path, note) => {
      allow(files.refuse);
      const held = locks.get(path);
      if (held !== undefined) return { taken: false, note: held };
      locks.set(path, note);
      disk.set(path, note);
      return { taken: true, release: () => void locks.delete(path) };
    },
  };
  return files;
}

function allow(code: string | undefined): void {
  if (code !== undefined) throw Object.assign(new Error(`${code}: refused by the test`), { code });
}
