/** Of one kind this many are named; what is beyond is counted. */
const NAMED = 3;

/** What goes along, one line a thing; of many things of one kind the first and their number. */
export function takesLines(takes: readonly string[] = []): readonly string[] {
  const kinds = Map.groupBy(takes, (name) => name.split(' ', 1)[0]);
  return [...kinds.values()].flatMap((names) =>
    names.length <= NAMED
      ? names
      : [...names.slice(0, NAMED - 1), `${names[NAMED - 1]} and ${names.length - NAMED} more`],
  );
}
