import { actionsOf } from '../preflight/rights.ts';
import { stack } from '../stack.ts';
import { usesServicePrincipal } from '../entra/application.ts';

const NAME = 'Metaflow admin';
const DESCRIPTION = 'Builds Metaflow with metaflow-azure, and takes it away again';
/** Reads that the checks before the first write make, beyond those of the resources. */
const CHECKS = [
  'Microsoft.Compute/locations/usages/read',
  'Microsoft.Compute/skus/read',
  'Microsoft.ContainerService/locations/kubernetesversions/read',
  'Microsoft.DBforPostgreSQL/locations/capabilities/read',
  'Microsoft.DBforPostgreSQL/locations/checkNameAvailability/action',
  'Microsoft.Storage/checkNameAvailability/read',
  'Microsoft.Authorization/roleDefinitions/read',
  'Microsoft.Resources/subscriptions/read',
  'Microsoft.Resources/subscriptions/locations/read',
  'Microsoft.Resources/subscriptions/resources/read',
  'Microsoft.Resources/subscriptions/resourceGroups/resources/read',
];

/** The custom role in the spelling of the portal and of az, and what Entra has to allow. */
export interface PermissionTexts {
  readonly portal: object;
  readonly az: object;
  readonly entra: readonly string[];
}

/**
 * The role that carries exactly the actions of the whole life cycle; those under `delete` are needed by `down` only.
 *
 * @param subscription the id to assign it in; left out, a placeholder stands there.
 */
export function permissions(subscription = '<subscription id>'): PermissionTexts {
  const actions = [...new Set([...actionsOf(stack, ['read', 'create', 'delete']), ...CHECKS])].toSorted();
  const scope = `/subscriptions/${subscription}`;
  return {
    portal: {
      properties: {
        roleName: NAME,
        description: DESCRIPTION,
        assignableScopes: [scope],
        permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
      },
    },
    az: {
      Name: NAME,
      Description: DESCRIPTION,
      IsCustom: true,
      Actions: actions,
      NotActions: [],
      DataActions: [],
      NotDataActions: [],
      AssignableScopes: [scope],
    },
    entra: [
      `with --identity service-principal (${stack.filter(({ when }) => when === usesServicePrincipal).length} of the steps): the directory role Application Administrator, or a tenant in which everybody may register applications`,
      'with --identity workload: nothing',
    ],
  };
}
