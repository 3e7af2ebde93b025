import { listOf, objectOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { goValue } from './go-values.ts';

/** What is wrong with the security context of a container. */
export function checkPrivileges(container: JsonObject, at: string): Cause[] {
  const field = `${at}.securityContext`;
  const security = objectOf(container['securityContext']);
  const causes = ['runAsUser', 'runAsGroup'].flatMap((key) => {
    const id = security[key];
    if (typeof id !== 'number' || (id >= 0 && id <= 2_147_483_647)) return [];
    return [cause.invalid(`${field}.${key}`, id, 'must be between 0 and 2147483647, inclusive')];
  });
  if (security['allowPrivilegeEscalation'] !== false) return causes;
  const shown = goValue('SecurityContext', security);
  const contradiction = (what: string): Cause =>
    cause.invalid(field, shown, `cannot set \`allowPrivilegeEscalation\` to false and ${what}`);
  if (security['privileged'] === true) causes.push(contradiction('`privileged` to true'));
  if (listOf(objectOf(security['capabilities'])['add']).includes('CAP_SYS_ADMIN')) {
    causes.push(contradiction('`capabilities.Add` CAP_SYS_ADMIN'));
  }
  return causes;
}
