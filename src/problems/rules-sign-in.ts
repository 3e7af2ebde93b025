import { saying, type Facts, type Rule } from './rules-shape.ts';

const NEW_SECRET_SECONDS = 180;
const signIn = ({ login }: Facts): string => `${login ?? 'az login'}    signs in again`;
const otherWay = 'metaflow-azure up --auth device-code    signs in without the Azure CLI';
const TRAP =
  'AZURE_CLIENT_ID and AZURE_CLIENT_SECRET may be those that were exported for Metaflow itself: unset AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_TENANT_ID';

/** A secret or application that was just made: replicas of the directory learn of it one by one. */
const provingRules: readonly Rule[] = [
  {
    code: 'azure.not-yet',
    when: {
      doing: 'prove',
      azureCode: ['AADSTS700016', 'AADSTS7000215', 'AADSTS7000222', 'AADSTS7000229', 'AADSTS70021'],
    },
    retrySeconds: NEW_SECRET_SECONDS,
    say: ({ azureCode }) => `Entra has not heard of it everywhere yet (${azureCode})`,
    advice: () => ['It is normal in the first minutes. metaflow-azure status    looks again'],
  },
];

const strongerRules: readonly Rule[] = [
  {
    code: 'sign-in.mfa',
    when: { message: /claims challenge|insufficient_claims/i },
    say: () => 'Azure asks for a stronger sign-in (multi-factor authentication) before it changes anything',
    advice: ({ login }) => [`${login ?? 'az login'}    signs in the way Azure asks for`, 'metaflow-azure up'],
  },
  {
    code: 'sign-in.mfa',
    when: {
      azureCode: 'RequestDisallowedByPolicy',
      message: /setupMFA|\bMFA\b|multi-?factor/i,
    },
    say: () => 'Azure changes things only for people who signed in with multi-factor authentication',
    advice: () => [
      'Set it up at https://aka.ms/setupMFA, then az logout and az login',
      'A service principal is exempt: metaflow-azure up --auth environment',
    ],
  },
  {
    code: 'sign-in.mfa',
    when: {
      azureCode: ['AADSTS50076', 'AADSTS50079', 'AADSTS50074', 'AADSTS50072', 'AADSTS50078', 'AADSTS50158'],
    },
    say: ({ azureCode }) => `the sign-in needs multi-factor authentication (${azureCode})`,
    advice: (facts) => [signIn(facts)],
  },
  {
    code: 'sign-in.conditional-access',
    when: {
      azureCode: [
        'AADSTS53003',
        'AADSTS530084',
        'AADSTS530003',
        'AADSTS53000',
        'AADSTS53001',
        'AADSTS53002',
        'AADSTS50005',
      ],
    },
    say: (facts) => saying(`a rule of your organisation keeps this sign-in out (${facts.azureCode})`, facts),
    advice: (facts) => [
      signIn(facts),
      'A managed device or network may be asked for: your administrator of Entra can say which rule it is',
    ],
  },
];

const staleRules: readonly Rule[] = [
  {
    code: 'sign-in.expired',
    when: {
      azureCode: [
        'AADSTS700082',
        'AADSTS700084',
        'AADSTS50173',
        'AADSTS70043',
        'AADSTS70044',
        'AADSTS70008',
        'AADSTS50133',
        'ExpiredAuthenticationToken',
      ],
    },
    say: ({ azureCode }) => `the sign-in has expired (${azureCode})`,
    advice: (facts) => [signIn(facts), 'metaflow-azure up    goes on from here'],
  },
  {
    code: 'sign-in.expired',
    when: { azureCode: 'InvalidAuthenticationToken', message: /expired/i },
    say: () => 'the sign-in has expired',
    advice: (facts) => [signIn(facts), 'metaflow-azure up    goes on from here'],
  },
  {
    code: 'sign-in.wrong-tenant',
    when: {
      azureCode: [
        'InvalidAuthenticationTokenTenant',
        'AADSTS50020',
        'AADSTS90002',
        'AADSTS900023',
        'AADSTS500011',
        'AADSTS50194',
      ],
    },
    say: (facts) => saying(`the sign-in is for another tenant (${facts.azureCode})`, facts),
    advice: () => [
      'az login --tenant <tenant of the subscription>',
      'az account list --output table    lists them',
    ],
  },
  {
    code: 'sign-in.secret',
    when: { azureCode: ['AADSTS7000215', 'AADSTS7000222', 'AADSTS700016', 'AADSTS7000229', 'AADSTS700027'] },
    say: (facts) => saying(`Entra does not take these credentials (${facts.azureCode})`, facts),
    advice: () => [TRAP, 'metaflow-azure up --auth cli    uses the sign-in of the Azure CLI'],
  },
  {
    code: 'sign-in.device-code',
    when: { azureCode: ['AADSTS70020', 'AADSTS70019', 'AADSTS70016'] },
    say: () => 'the code was not entered in time',
    advice: () => ['metaflow-azure up --auth device-code    shows a new one'],
  },
  {
    code: 'azure.throttled',
    when: { azureCode: ['AADSTS90055', 'AADSTS90033', 'AADSTS90056'] },
    retrySeconds: 300,
    say: ({ azureCode }) => `Entra is busy (${azureCode})`,
    advice: () => ['metaflow-azure up    goes on from here'],
  },
];

const missingRules: readonly Rule[] = [
  {
    code: 'sign-in.none',
    when: { message: /Azure CLI could not be found/i },
    say: () => 'the Azure CLI is not installed here, and its sign-in is what is used by default',
    advice: () => ['https://aka.ms/azure-cli    says how to install it; then az login', otherWay],
  },
  {
    code: 'sign-in.none',
    when: { message: /az login' from a command prompt|No subscription found/i },
    say: () => 'nobody is signed in to the Azure CLI',
    advice: () => ['az login', otherWay],
  },
  {
    code: 'sign-in.none',
    when: { message: /EnvironmentCredential/i, azureCode: 'CredentialUnavailable' },
    say: () => 'the environment holds no complete sign-in',
    advice: () => [
      'Set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET of an application that may create resources',
      'metaflow-azure up --auth cli    uses the sign-in of the Azure CLI',
    ],
  },
  {
    code: 'sign-in.none',
    when: { message: /ManagedIdentityCredential|managed identity/i, azureCode: 'CredentialUnavailable' },
    say: () => 'this machine has no managed identity',
    advice: () => ['metaflow-azure up --auth cli    uses the sign-in of the Azure CLI'],
  },
  {
    code: 'sign-in.none',
    when: { azureCode: 'CredentialUnavailable' },
    say: (facts) => saying('there is no usable sign-in', facts),
    advice: (facts) => [signIn(facts), otherWay],
  },
  {
    code: 'sign-in.refused',
    when: { azureCode: 'AuthenticationRefused' },
    say: (facts) => saying('Entra does not sign you in', facts),
    advice: (facts) => [signIn(facts)],
  },
  {
    code: 'sign-in.refused',
    when: { status: 401 },
    say: (facts) => saying('Azure does not take the sign-in', facts),
    advice: (facts) => [signIn(facts), TRAP],
  },
];

/** Everything between a person and a token. */
export const signInRules: readonly Rule[] = [
  ...provingRules,
  ...strongerRules,
  ...staleRules,
  ...missingRules,
];
