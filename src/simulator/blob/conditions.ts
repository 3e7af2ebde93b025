type Headers = Readonly<Record<string, string>>;

/** What conditions speak of. */
interface Conditioned {
  readonly etag: string;
  readonly lastModified: number;
}

/** Dates on the wire have seconds only. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

const names = (header: string, etag: string): boolean =>
  header
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replaceAll('"', '') === etag.replaceAll('"', ''));

/** Whether the conditional headers let a request pass, and if not, whether it is because nothing is new. */
export function conditionProblem(
  headers: Headers,
  found: Conditioned | undefined,
): 'not met' | 'not modified' | undefined {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match !== undefined && (found === undefined || !names(match, found.etag))) return 'not met';
  if (found === undefined) return undefined;
  const unmodified = Date.parse(headers['if-unmodified-since'] ?? '');
  if (!Number.isNaN(unmodified) && seconds(found.lastModified) > seconds(unmodified)) return 'not met';
  if (noneMatch !== undefined && names(noneMatch, found.etag)) return 'not modified';
  const modified = Date.parse(headers['if-modified-since'] ?? '');
  if (!Number.isNaN(modified) && seconds(found.lastModified) <= seconds(modified)) return 'not modified';
  return undefined;
}
