const TOKEN_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~.-';

/** A version 4 GUID from a repeatable source. */
export function newGuid(random: () => number): string {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (place) => {
    const digit = Math.floor(random() * 16);
    return (place === 'x' ? digit : (digit % 4) + 8).toString(16);
  });
}

/** `length` random letters, digits and `_~.-`, as client secrets are made of. */
export function newToken(random: () => number, length: number): string {
  return Array.from({ length }, () => TOKEN_LETTERS.charAt(Math.floor(random() * TOKEN_LETTERS.length))).join(
    '',
  );
}
