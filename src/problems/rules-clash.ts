import { again, saying, type Rule } from './rules-shape.ts';

const existingRules: readonly Rule[] = [
  {
    code: 'azure.exists',
    when: {
      azureCode: ['RoleAssignmentExists', 'Request_MultipleObjectsWithSameKeyValue', 'ObjectConflict'],
    },
    say: () => 'it exists already',
    advice: (facts) => [`${again(facts)}    takes it as it is`],
  },
  {
    code: 'azure.exists',
    when: { message: /another object with the same value for property/i },
    say: () => 'it exists already',
    advice: (facts) => [`${again(facts)}    takes it as it is`],
  },
  {
    code: 'azure.role-clash',
    when: { azureCode: ['HashConflict', 'RoleAssignmentUpdateNotPermitted'] },
    say: () => 'another role assignment has the id that was chosen for this one',
    advice: () => ['metaflow-azure up --name <other>    chooses other ids'],
  },
  {
    code: 'azure.name-taken',
    when: {
      azureCode: [
        'StorageAccountAlreadyTaken',
        'StorageAccountInAnotherResourceGroup',
        'StorageAccountAlreadyExists',
        'ServerNameAlreadyExists',
        'NameAlreadyExists',
      ],
    },
    say: (facts) => saying('somebody in the world has this name already', facts),
    advice: () => ['metaflow-azure up --name-suffix <text>    chooses another'],
  },
  {
    code: 'azure.other-region',
    when: { azureCode: ['InvalidResourceGroupLocation', 'InvalidResourceLocation'] },
    say: (facts) => saying('it exists already, in another region', facts),
    advice: () => [
      'metaflow-azure up --location <that region>    uses it',
      'metaflow-azure up --name <other>    builds beside it',
    ],
  },
];

const subscriptionRules: readonly Rule[] = [
  {
    code: 'azure.subscription-disabled',
    when: { azureCode: ['ReadOnlyDisabledSubscription', 'DisabledSubscription', 'SubscriptionNotEnabled'] },
    say: () => 'the subscription is disabled: a spending limit or an unpaid bill',
    advice: () => ['https://portal.azure.com/#view/Microsoft_Azure_Billing    says why and enables it again'],
  },
  {
    code: 'config.subscription',
    when: { azureCode: ['SubscriptionNotFound', 'InvalidSubscriptionId'] },
    say: (facts) => saying('this sign-in does not see the subscription', facts),
    advice: () => [
      'az account list --output table    lists those that it sees',
      'az login --tenant <tenant of the subscription>    when it belongs to another tenant',
    ],
  },
];

/** What is in the way already, and subscriptions that cannot be used. */
export const clashRules: readonly Rule[] = [...existingRules, ...subscriptionRules];
