import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';

/** Who holds a name that is unique on this planet. */
export function nameHolder(cloud: Cloud, type: string, name: string): Resource | undefined {
  return cloud.store.ofType(type).find((resource) => resource.name.toLowerCase() === name.toLowerCase());
}

/** Whether somebody else has the name, or a deleted resource still does. */
export function isReserved(cloud: Cloud, type: string, name: string): boolean {
  const key = `${type}/${name}`;
  if ((cloud.world.reserved[key.toLowerCase()] ?? 0) > cloud.now()) return true;
  return cloud.surroundings.faults.take('name.taken', key) !== undefined;
}

/** Keeps a name from being used again for some seconds. */
export function reserve(cloud: Cloud, key: string, seconds: number): void {
  cloud.world.reserved[key.toLowerCase()] = cloud.now() + seconds * 1000;
}
