interface Level {
  readonly at: string;
  /** The fields so far; absent in a list. */
  readonly fields: Set<string> | undefined;
  index: number;
  key: string;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

const placeOf = ({ at, fields, index, key }: Level): string =>
  fields === undefined ? `${at}[${index}]` : `${at}${at && '.'}${key}`;

/** The paths of the fields that a JSON text gives twice, of which parsing keeps the last only. */
export function duplicateFields(text: string): string[] {
  const levels: Level[] = [];
  const found: string[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const top = levels.at(-1);
    if (token === '{' || token === '[') {
      const at = top === undefined ? '' : placeOf(top);
      levels.push({ at, fields: token === '{' ? new Set() : undefined, index: 0, key: '' });
    } else if (token === '}' || token === ']') levels.pop();
    else if (token === ',' && top !== undefined) top.index += 1;
    else if (token === ':' && top?.fields !== undefined) {
      top.key = JSON.parse(last) as string;
      if (top.fields.has(top.key)) found.push(placeOf(top));
      top.fields.add(top.key);
    }
    last = token;
  }
  return found;
}
