import { z } from 'zod';

/** How one field of the configuration is asked for and explained; flag, variable and key follow from its name. */
export interface FieldAbout {
  /** One line for --help and the README's table. */
  readonly help: string;
  /** The wizard's question. */
  readonly question: string;
  /** Asked of everybody, or only of those who want to change more. */
  readonly asked: 'always' | 'on-request';
  /** What --help shows after the flag. */
  readonly placeholder?: string;
  /** It cannot change once the deployment exists. */
  readonly fixed?: true;
}

const vmSize = z.string().regex(/^Standard_[A-Z][A-Za-z0-9_-]+$/, 'must look like Standard_D4s_v5');
const tag = z.string().max(256, 'must be at most 256 characters');

/**
 * Everything that a person can decide about a deployment.
 *
 * One field is one flag (`--location`), one variable (`METAFLOW_AZURE_LOCATION`), one key of the YAML file and one
 * question; a test walks this and fails on a missing one.
 */
export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'must be lower-case letters, digits and single dashes, beginning with a letter',
    )
    .min(3, 'must have at least 3 characters')
    .max(20, 'must have at most 20 characters')
    .default('metaflow'),
  subscription: z.guid('must be a subscription id such as 00000000-0000-0000-0000-000000000000'),
  location: z
    .string()
    .transform((text) => text.toLowerCase().replaceAll(/\s/g, ''))
    .pipe(z.string().regex(/^[a-z][a-z0-9]+$/, 'must be the name of an Azure region such as eastus2')),
  identity: z.enum(['service-principal', 'workload']).default('service-principal'),
  size: z.enum(['small', 'standard']).default('standard'),
  argo: z.enum(['standard', 'quick-start', 'none']).default('standard'),
  nodeSize: vmSize.optional(),
  taskNodeSize: vmSize.default('Standard_D4s_v5'),
  taskNodesMax: z.coerce.number().int('must be a whole number').min(1).max(100).default(10),
  databaseSize: vmSize.optional(),
  kubernetesVersion: z
    .string()
    .regex(/^1\.\d{2}(\.\d+)?$/, 'must look like 1.35 or 1.35.2')
    .optional(),
  addressSpace: z
    .string()
    .regex(/^(\d{1,3}\.){3}0\/16$/, 'must be a /16 network such as 10.20.0.0/16')
    .default('10.20.0.0/16'),
  servicePrincipalClusterAccess: z.stringbool().or(z.boolean()).default(false),
  nameSuffix: z
    .string()
    .regex(/^[a-z0-9]{2,8}$/, 'must be 2 to 8 lower-case letters and digits')
    .optional(),
  tags: z.record(z.string().min(1).max(512), tag).default({}),
  metadataImage: z.string().min(1).default('public.ecr.aws/outerbounds/metaflow_metadata_service:2.5.0'),
  uiImage: z.string().min(1).default('public.ecr.aws/outerbounds/metaflow_ui:v1.3.14'),
});

/** A whole, checked configuration: after parsing nobody asks whether a field exists. */
export type Config = Readonly<z.output<typeof configSchema>>;
export type ConfigKey = keyof Config;
/** A configuration as the state file remembers it: an older program may have known fewer fields. */
export type RememberedConfig = Partial<Config>;

/** The words of every field, in the order in which the wizard asks and the README lists. */
export const configFields: Readonly<Record<ConfigKey, FieldAbout>> = {
  subscription: {
    question: 'Which subscription?',
    help: 'subscription to build in',
    asked: 'always',
    placeholder: 'id',
    fixed: true,
  },
  name: {
    question: 'A name for this deployment?',
    help: 'name of the deployment; several can stand side by side',
    asked: 'always',
    placeholder: 'name',
    fixed: true,
  },
  location: {
    question: 'In which region?',
    help: 'Azure region',
    asked: 'always',
    placeholder: 'region',
    fixed: true,
  },
  size: {
    question: 'How big?',
    help: 'small (one system node, for trying out) or standard (two)',
    asked: 'always',
    placeholder: 'size',
  },
  identity: {
    question: 'How shall flows sign in to storage?',
    help: 'service-principal (an Entra application and its password) or workload (managed identities, no secret)',
    asked: 'always',
    placeholder: 'kind',
  },
  argo: {
    question: 'Argo, for flows on a schedule and on events?',
    help: "Argo Workflows and Argo Events: standard, quick-start (with the quick-start's services) or none",
    asked: 'on-request',
    placeholder: 'kind',
  },
  nodeSize: {
    question: 'VM size of the nodes for the services?',
    help: 'VM size of the nodes for the services (default follows --size)',
    asked: 'on-request',
    placeholder: 'sku',
    fixed: true,
  },
  taskNodeSize: {
    question: 'VM size of the nodes for tasks?',
    help: 'VM size of the nodes that run tasks',
    asked: 'on-request',
    placeholder: 'sku',
    fixed: true,
  },
  taskNodesMax: {
    question: 'At most how many nodes for tasks?',
    help: 'upper bound of the autoscaling task pool; it shrinks to 0',
    asked: 'on-request',
    placeholder: 'count',
  },
  databaseSize: {
    question: 'Size of the database server?',
    help: 'PostgreSQL compute size (default follows --size)',
    asked: 'on-request',
    placeholder: 'sku',
  },
  kubernetesVersion: {
    question: 'Kubernetes version?',
    help: "Kubernetes version (default: Azure's)",
    asked: 'on-request',
    placeholder: 'version',
  },
  addressSpace: {
    question: 'Address space of the virtual network?',
    help: 'a /16 for the virtual network',
    asked: 'on-request',
    placeholder: 'cidr',
    fixed: true,
  },
  servicePrincipalClusterAccess: {
    question: 'Give the service principal access to the cluster too?',
    help: 'also give the service principal roles on the cluster; its password is in every task pod',
    asked: 'on-request',
  },
  nameSuffix: {
    question: 'Ending of globally unique names?',
    help: 'ending of the storage and database names, when the derived one is taken',
    asked: 'on-request',
    placeholder: 'text',
    fixed: true,
  },
  tags: {
    question: 'Tags for every resource (key=value,…)?',
    help: 'tags for every resource',
    asked: 'on-request',
    placeholder: 'key=value,…',
  },
  metadataImage: {
    question: 'Image of the metadata service?',
    help: 'image of the metadata service, its migrations and the UI backend',
    asked: 'on-request',
    placeholder: 'image',
  },
  uiImage: {
    question: 'Image of the UI?',
    help: 'image of the static UI',
    asked: 'on-request',
    placeholder: 'image',
  },
};

/** What a size stands for where no field says otherwise. */
export const sizes = {
  small: {
    nodeSize: 'Standard_D4s_v5',
    nodeCount: 1,
    databaseSize: 'Standard_B1ms',
    metadataReplicas: 1,
    busReplicas: 1,
  },
  standard: {
    nodeSize: 'Standard_D4s_v5',
    nodeCount: 2,
    databaseSize: 'Standard_B2s',
    metadataReplicas: 2,
    busReplicas: 3,
  },
} as const;
