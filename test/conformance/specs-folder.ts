import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The descriptions stand beside the checkout, never in it. */
export function specsFolder(): string {
  const folder = fileURLToPath(new URL('../../../shared/azure-specs', import.meta.url));
  if (existsSync(`${folder}/spec.lock.json`)) return folder;
  throw new Error(
    'The descriptions of Azure are missing: they belong in ../shared/azure-specs beside the checkout.',
  );
}
