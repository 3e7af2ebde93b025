import { paths } from '../../support/azure-bodies.ts';
import { createGroup, createParts, type Rig } from '../../support/wire-client.ts';
import { graphSituations } from './graph.ts';
import { kinds, type Kind } from './kinds.ts';
import type { Ask, Situation } from './observe.ts';
import { special } from './special.ts';

/** Builds the group and what a thing stands in. */
export async function prepare(rig: Rig, { parents }: Pick<Kind, 'parents'>): Promise<void> {
  await createGroup(rig);
  for (const part of parents) {
    if (part === 'identity') {
      const identity = `${paths.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/flow`;
      await rig.call('PUT', identity, { location: 'eastus2' });
    } else await createParts(rig, part);
  }
  rig.clock.advance(5000);
}

/** Builds the thing itself, too. */
export async function build(rig: Rig, kind: Kind): Promise<void> {
  await prepare(rig, kind);
  await rig.finish('PUT', kind.path, kind.body);
  rig.clock.advance(60_000);
}

const elsewhere = (path: string): string => path.replace('/resourceGroups/rg', '/resourceGroups/absent');

/** The situations that all types have in common: there, not there, and what it stands in not there. */
function common(method: string, kind: Kind): readonly Situation[] {
  const isGroup = kind.path === paths.group;
  const body = method === 'PUT' ? { body: kind.body } : method === 'PATCH' ? { body: kind.patch ?? {} } : {};
  const ask: Ask = { path: kind.path, ...body };
  const after =
    (arrange: (rig: Rig) => Promise<unknown>, what: Ask = ask) =>
    async (rig: Rig) => {
      await arrange(rig);
      return what;
    };
  const absent: readonly Situation[] = [
    { name: 'no group', arrange: after(async () => undefined, { ...ask, path: elsewhere(ask.path) }) },
    ...(kind.parents.length === 0 ? [] : [{ name: 'no parent', arrange: after((rig) => createGroup(rig)) }]),
  ];
  const nothing = {
    name: 'not there',
    arrange: after((rig) => (isGroup ? Promise.resolve() : prepare(rig, kind))),
  };
  const there = { name: 'there', arrange: after((rig) => build(rig, kind)) };
  const changes =
    kind.changed === undefined || method !== 'PUT'
      ? []
      : [{ name: 'changed', arrange: after((rig) => build(rig, kind), { ...ask, body: kind.changed }) }];
  return [nothing, there, ...changes, ...(isGroup ? [] : absent)];
}

/** Everything that is tried for a verb of a type. */
export function situationsOf(type: string, method: string): readonly Situation[] {
  if (type.startsWith('graph:')) return graphSituations(type, method);
  const key = [...kinds.keys()].find((name) => name.toLowerCase() === type.toLowerCase());
  const kind = key === undefined ? undefined : kinds.get(key);
  return [...(kind === undefined ? [] : common(method, kind)), ...special(type, method)];
}
