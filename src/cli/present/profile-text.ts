import type { ProfileChange, ProfileComparison } from '../../local/metaflow-profile.ts';
import type { Names } from '../../config/names.ts';
import type { Config } from '../../config/schema.ts';
import { fit, wrap, type Paint } from './paint.ts';

/** Keys of other people's profiles that hold a secret. Names of Kubernetes Secrets are none. */
const secretive = /AUTH_KEY|PASSWORD|TOKEN|CONNECTION_STRING|ACCESS_KEY/;

/** What writing a profile would change in the file that is there. */
export function profileChangesText(
  { path, existing, changes, kept }: ProfileComparison,
  paint: Paint,
): string[] {
  const { bold, dim, green, yellow, signs } = paint;
  const line = ({ key, from, to }: ProfileChange): string =>
    from === undefined
      ? `  ${green(signs.add)} ${fit(`${key} = ${shown(key, to)}`, paint.width - 4, signs)}`
      : `  ${yellow(signs.change)} ${fit(`${key} = ${shown(key, from)} ${signs.arrow} ${shown(key, to)}`, paint.width - 4, signs)}`;
  return [
    bold(existing === undefined ? `New file ${path}` : `Changes in ${path}`),
    ...changes.map(line),
    ...(kept.length === 0 ? [] : wrap(`Stays as it is: ${kept.join(', ')}`, paint.width, '  ').map(dim)),
  ];
}

/** How one gets to the services that the profile points at: they have no address outside of the cluster. */
export function doorsText(names: Names, { argo }: Pick<Config, 'argo'>): string[] {
  const { resourceGroup, cluster, servicesNamespace, jobsNamespace, argoNamespace, eventSource } = names;
  const forward = (namespace: string, service: string, port: number): string =>
    `  kubectl -n ${namespace} port-forward service/${service} ${port}:${port}`;
  return [
    'The services are reached through the cluster, while these run:',
    `  az aks get-credentials --resource-group ${resourceGroup} --name ${cluster}`,
    forward(servicesNamespace, 'metadata-service', 8080),
    forward(servicesNamespace, 'metaflow-ui', 3000),
    ...(argo === 'none'
      ? []
      : [
          forward(jobsNamespace, `${eventSource}-eventsource-svc`, 12000),
          forward(argoNamespace, 'argo-server', 2746),
          "Argo's UI at https://localhost:2746 asks for a token of the cluster; this one may do everything where flows run, and forward ports:",
          `  kubectl -n ${jobsNamespace} create token metaflow-user`,
        ]),
  ];
}

function shown(key: string, value: unknown): string {
  if (secretive.test(key)) return '‹secret›';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
