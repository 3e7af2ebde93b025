import { plain, shortId } from './plain.ts';
import { again, saying, type Facts, type Rule } from './rules-shape.ts';

/** How long a role that was just given may take to reach everybody. */
const ROLE_SECONDS = 600;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const permissions = 'metaflow-azure permissions    prints the rights that are needed, for an administrator';

/** Who may not do what where, as ARM words it. */
function denial({ said }: Facts): {
  readonly client: string;
  readonly action: string;
  readonly scope: string;
} {
  // A linked denial names first what is allowed, and what is not after that.
  const denied = said.slice(Math.max(0, said.search(/does not have (?:permission|authorization)/i)));
  const part = (pattern: RegExp, text = denied): string => pattern.exec(text)?.[1] ?? '';
  return {
    client: part(/client '([^']*)'/i, said),
    action: part(/action(?:\(s\))? '([^']+)'/i),
    scope: part(/(?:over|on) (?:the )?(?:linked )?scope(?:\(s\))? '([^']+)'/i),
  };
}

function sayDenied(facts: Facts): string {
  const { client, action, scope } = denial(facts);
  if (action === '') return saying('this sign-in may not do that', facts);
  const who = client === '' || GUID.test(client) ? 'this sign-in' : client;
  return `${who} may not do ${action}${scope === '' ? '' : ` on ${shortId(scope)}`}`;
}

function adviseDenied(facts: Facts): readonly string[] {
  const { client, action } = denial(facts);
  const namespace = /^([\w.]+)\/register\/action$/i.exec(action)?.[1];
  return [
    ...(namespace === undefined
      ? []
      : [`az provider register --namespace ${namespace}    run by an administrator, is enough`]),
    ...(/roleAssignments/i.test(action)
      ? ['The role Owner, or Contributor together with Role Based Access Control Administrator, is enough']
      : []),
    permissions,
    ...(GUID.test(client)
      ? [
          'An application is signed in: if AZURE_CLIENT_SECRET was exported for Metaflow itself, metaflow-azure up --auth cli',
        ]
      : []),
    `${again(facts)}    goes on from here; new rights may take some minutes`,
  ];
}

const graphRules: readonly Rule[] = [
  {
    code: 'azure.not-yet',
    when: {
      message: /backing application of the service principal|does not reference a valid application object/i,
    },
    retrySeconds: 120,
    say: () => 'the directory does not know the new application everywhere yet',
    advice: (facts) => [`${again(facts)}    goes on from here`],
  },
  {
    code: 'access.directory',
    when: { azureCode: 'Authorization_RequestDenied' },
    say: ({ doing }) =>
      doing === 'read'
        ? 'the directory does not let this sign-in look'
        : 'the directory does not let this sign-in make or change applications',
    advice: () => [
      'The Entra role Application Developer is enough; an administrator can give it',
      'metaflow-azure up --identity workload    does without an application',
    ],
  },
  {
    code: 'access.password-lifetime',
    when: { azureCode: 'CredentialInvalidLifetimeAsPerAppPolicy' },
    say: () => 'the directory allows passwords only for a shorter time',
    advice: () => ['metaflow-azure up --identity workload    does without a password'],
  },
  {
    code: 'access.password',
    when: {
      azureCode: ['CredentialTypeNotAllowedAsPerAppPolicy', 'CannotUpdateLockedServicePrincipalProperty'],
    },
    say: () => 'the directory does not allow passwords for applications',
    advice: () => ['metaflow-azure up --identity workload    does without a password'],
  },
  {
    code: 'access.directory',
    when: { status: 400, message: /serviceManagementReference/i },
    say: () => 'the directory wants to know which service of your organisation an application belongs to',
    advice: () => ['metaflow-azure up --identity workload    does without an application'],
  },
  {
    code: 'azure.quota',
    when: { azureCode: ['Directory_QuotaExceeded', 'Directory_ObjectQuotaExceeded'] },
    say: () => 'you have made as many directory objects as you may; deleted ones count for 30 days',
    advice: () => [
      'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps    deletes deleted applications for good',
      'metaflow-azure up --identity workload    does without an application',
    ],
  },
];

/** Whoever wrote the policy wrote a reason too, in the middle of Azure's boilerplate. */
function sayPolicy(facts: Facts): string {
  const named = facts.policies.length === 0 ? '' : ` (${facts.policies.join(', ')})`;
  const reasons = /Reasons?: '([^']+)'/i.exec(facts.said)?.[1];
  return reasons === undefined
    ? saying(`a policy forbids it${named}`, facts)
    : `a policy forbids it${named}: ${plain(reasons)}`;
}

const policyRules: readonly Rule[] = [
  {
    code: 'azure.locked',
    when: { azureCode: 'ScopeLocked' },
    say: (facts) => saying('a lock forbids it', facts),
    advice: (facts) => [
      'az lock list --resource-group <group> --output table    shows the locks',
      'az lock delete --ids <id>    takes one away',
      again(facts),
    ],
  },
  {
    code: 'azure.policy',
    when: { azureCode: ['RequestDisallowedByPolicy', 'PolicyViolation', 'RequestDisallowedByAzure'] },
    say: sayPolicy,
    advice: () => [
      'metaflow-azure up --tags <key=value,…>    when tags are asked for',
      'metaflow-azure up --name <other> --location <region>    when the region is the reason',
      'Otherwise who keeps the policy can make an exception for the resource group',
    ],
  },
];

const rightsRules: readonly Rule[] = [
  {
    code: 'access.denied',
    when: {
      azureCode: ['AuthorizationFailed', 'LinkedAuthorizationFailed', 'DenyAssignmentAuthorizationFailed'],
    },
    say: sayDenied,
    advice: adviseDenied,
  },
  {
    code: 'access.not-in-effect',
    when: { azureCode: 'AuthorizationPermissionMismatch' },
    retrySeconds: ROLE_SECONDS,
    say: () => 'the role on the storage container is not in effect yet',
    advice: () => ['It takes up to ten minutes. metaflow-azure status    looks again'],
  },
  {
    code: 'access.storage-keys',
    when: { azureCode: 'KeyBasedAuthenticationNotPermitted' },
    say: () => 'the storage account takes no keys',
    advice: () => ['Sign in with a role instead: Storage Blob Data Contributor on the container'],
  },
  {
    code: 'access.storage-network',
    when: { azureCode: ['AuthorizationFailure', 'PublicAccessNotPermitted'], status: [403, 409] },
    say: () => 'the network rules of the storage account keep this machine out',
    advice: () => [
      'az storage account update --name <account> --default-action Allow    opens it, if a policy lets you',
    ],
  },
  {
    code: 'kubernetes.local-accounts',
    when: {
      message: /static credential is not allowed because this cluster is set to disable local accounts/i,
    },
    say: () => 'the cluster gives out no credentials: its local accounts are off, by policy or by hand',
    advice: () => ['az aks update --resource-group <group> --name <cluster> --enable-local-accounts'],
  },
  {
    code: 'access.not-registered',
    when: {
      azureCode: [
        'MissingSubscriptionRegistration',
        'MissingRegistrationForLocation',
        'SubscriptionNotRegistered',
      ],
    },
    retrySeconds: ROLE_SECONDS,
    say: (facts) =>
      saying('the subscription is not registered for this service, or not everywhere yet', facts),
    advice: ({ said, path }) => {
      const namespace =
        /'(Microsoft\.\w+)'/.exec(said)?.[1] ?? /\/(Microsoft\.\w+)\//.exec(path)?.[1] ?? '<namespace>';
      return [
        `az provider register --namespace ${namespace} --wait`,
        'metaflow-azure up    goes on from here',
      ];
    },
  },
];

/** Rights, policies and what the directory allows. */
export const accessRules: readonly Rule[] = [...graphRules, ...policyRules, ...rightsRules];

/** What a 403 without a known code means. */
export const anyDenial: Rule = {
  code: 'access.denied',
  when: { status: 403 },
  say: sayDenied,
  advice: adviseDenied,
};
