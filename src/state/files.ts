/** Everything that the program does with files. Paths are absolute. Failures are the system's own, with its `code`. */
export interface Files {
  /** The whole text, or undefined when there is no such file. */
  read(path: string): string | undefined;
  /** Replaces the file as one act: after a crash it is the old text or the new one. Mode 0600; makes folders (0700). */
  write(path: string, text: string): void;
  /** Adds to the end; makes the file (0600) and its folders. */
  append(path: string, text: string): void;
  exists(path: string): boolean;
  /** Names in a folder, sorted; none when there is no such folder. */
  list(folder: string): readonly string[];
  /** Removes a file, or a folder with what is in it. What is not there is no failure. */
  remove(path: string): void;
  /** Takes the lock that this file stands for, or says what its holder wrote. Freed when the holder's process ends. */
  lock(path: string, note: string): LockAttempt;
}

/** How an attempt to take a lock ended. */
export type LockAttempt =
  { readonly taken: true; release(): void } | { readonly taken: false; readonly note: string };
