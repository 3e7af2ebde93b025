import type { Certificates } from '../ports.ts';
import type { ClusterState } from './world.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');

/** A kubeconfig in the words and the order that AKS writes it in. */
export function kubeconfigText(
  { id, fqdn }: ClusterState,
  certificates: Certificates,
  { user, token }: { readonly user: 'clusterUser' | 'clusterAdmin'; readonly token: string },
): string {
  const { authority } = certificates;
  const { certificate, key } = certificates.forClient({
    commonName: 'masterclient',
    organization: 'system:masters',
    unit: fqdn,
  });
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
    `    client-certificate-data: ${encode(certificate)}`,
    `    client-key-data: ${encode(key)}`,
    `    token: ${token}`,
    '',
  ].join('\n');
}
