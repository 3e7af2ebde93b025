import { Problem } from '../problems/problem.ts';
import { contextFor, type Outputs } from './context.ts';
import type { Run } from './ports.ts';
import { containerOf, type AnyResource, type Foresight } from './resource.ts';

type Looking<W> = Pick<Run<W>, 'world' | 'state'>;

/** What is removed by itself, and what goes along with it. */
export interface Going {
  /** Those that are removed at all; the others are let go. */
  readonly goes: ReadonlySet<AnyResource>;
  /** Each target with the outermost thing around it that goes. */
  readonly roots: ReadonlyMap<AnyResource, AnyResource>;
}

/** `keep` names things that have to stay although they are ours: what is in them is then removed one by one. */
export function goingOf<W>(
  targets: readonly AnyResource[],
  { state }: Pick<Run<W>, 'state'>,
  keep: ReadonlySet<string> = new Set(),
): Going {
  const goes = new Set(
    targets.filter(
      ({ id, lasting }) => state.entry(id)?.origin === 'created' && lasting !== true && !keep.has(id),
    ),
  );
  const rootOf = (resource: AnyResource): AnyResource => {
    const container = containerOf(resource);
    return container !== undefined && goes.has(container) ? rootOf(container) : resource;
  };
  return { goes, roots: new Map(targets.map((resource) => [resource, rootOf(resource)] as const)) };
}

/** What the removal takes along, for each target that goes, each thing once: with what goes first. */
export async function foresee<W>(
  targets: readonly AnyResource[],
  { goes, roots }: Going,
  run: Looking<W>,
  outputs: Outputs,
): Promise<ReadonlyMap<AnyResource, Foresight>> {
  const looks = await Promise.all(
    targets
      .filter((resource) => roots.get(resource) !== resource || goes.has(resource))
      .map(async (resource) => {
        const isRoot = roots.get(resource) === resource;
        const look = resource.foresee?.(contextFor(resource, run.world, outputs));
        // What does not answer now is asked again when its turn comes, and then has to.
        const seen = await look?.catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error;
        });
        return [resource, { takes: [], ...seen, ...(isRoot ? {} : { refusal: undefined }) }] as const;
      }),
  );
  const told = new Set<string>();
  const once = looks.toReversed().map(([resource, { takes, refusal }]) => {
    const fresh = takes.filter((name) => !told.has(name));
    for (const name of fresh) told.add(name);
    return [resource, { takes: fresh, refusal }] as const;
  });
  return new Map(once);
}

/** The foresights, with a refusal where people would lose something. */
export const withLosses = (foresights: ReadonlyMap<AnyResource, Foresight>): readonly Foresight[] =>
  [...foresights].map(([{ id, title }, foresight]) => {
    const [first, ...others] = foresight.takes;
    if (first === undefined || foresight.refusal !== undefined) return foresight;
    const what = `${first}${others.length === 0 ? '' : ` and ${others.length} more`}`;
    const refusal = new Problem(
      'azure.not-ours',
      `${title}: with it would go ${what}, not made by this run`,
      {
        about: [id],
        advice: [
          'metaflow-azure up    goes on instead',
          'metaflow-azure down    removes everything, and asks first',
        ],
      },
    );
    return { ...foresight, refusal };
  });

/** @throws Problem the refusals, all at once. */
export function refuse(foresights: Iterable<Foresight>): void {
  const refusals = [...foresights].flatMap(({ refusal }) => refusal ?? []);
  const [first] = refusals;
  if (first === undefined) return;
  throw new Problem(first.code, refusals.map(({ message }) => message).join('; '), {
    about: refusals.flatMap(({ about }) => about),
    advice: [...new Set(refusals.flatMap(({ advice }) => advice))],
  });
}
