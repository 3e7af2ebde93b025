import type { Certificates } from '../ports.ts';
import type { ClusterState } from './world.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');

interface Holder {
  readonly user: 'clusterUser' | 'clusterAdmin';
  readonly token: string;
  /** Where people of a cluster with Entra sign in. */
  readonly tenantId?: string | undefined;
}

function staticLines(certificates: Certificates, fqdn: string, token: string): readonly string[] {
  const { certificate, key } = certificates.forClient({
    commonName: 'masterclient',
    organization: 'system:masters',
    unit: fqdn,
  });
  return [
    `    client-certificate-data: ${encode(certificate)}`,
    `    client-key-data: ${encode(key)}`,
    `    token: ${token}`,
  ];
}

/** The applications of AKS and of kubelogin in every tenant. */
const SERVER_ID = '6dae42f8-4368-4678-94ff-3960e28e3630';
const CLIENT_ID = '80faf920-1908-4b52-b5ef-a8e7bedfc67a';

function entraLines(tenantId: string): readonly string[] {
  const options = { environment: 'AzurePublicCloud', 'server-id': SERVER_ID, 'client-id': CLIENT_ID };
  const given = Object.entries({ ...options, 'tenant-id': tenantId, login: 'devicecode' });
  return [
    '    exec:',
    '      apiVersion: client.authentication.k8s.io/v1beta1',
    '      args:',
    '      - get-token',
    ...given.flatMap(([name, value]) => [`      - --${name}`, `      - ${value}`]),
    '      command: kubelogin',
    '      env: null',
    '      provideClusterInfo: false',
  ];
}

/** A kubeconfig in the words and the order that AKS writes it in. */
export function kubeconfigText(
  { id, fqdn }: ClusterState,
  certificates: Certificates,
  { user, token, tenantId }: Holder,
): string {
  const { authority } = certificates;
  const parts = id.split('/');
  const name = parts.at(-1) ?? 'cluster';
  const group = parts[parts.findIndex((part) => part.toLowerCase() === 'resourcegroups') + 1] ?? '';
  const userName = `${user}_${group}_${name}`;
  const context = user === 'clusterAdmin' ? `${name}-admin` : name;
  return [
    'apiVersion: v1',
    'clusters:',
    '- cluster:',
    `    certificate-authority-data: ${encode(authority)}`,
    `    server: https://${fqdn}:443`,
    `  name: ${name}`,
    'contexts:',
    '- context:',
    `    cluster: ${name}`,
    `    user: ${userName}`,
    `  name: ${context}`,
    `current-context: ${context}`,
    'kind: Config',
    'preferences: {}',
    'users:',
    `- name: ${userName}`,
    '  user:',
    ...(tenantId === undefined ? staticLines(certificates, fqdn, token) : entraLines(tenantId)),
    '',
  ].join('\n');
}
