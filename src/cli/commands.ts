import type { CommandSpec, OptionSpec } from './command.ts';
import { authMethods } from './ports.ts';

/** The flags that every command takes. */
export const commonOptions: readonly OptionSpec[] = [
  {
    flags: '-o, --output <form>',
    help: 'form of the result on stdout',
    choices: ['text', 'json'],
    initial: 'text',
  },
  { flags: '-y, --yes', help: 'answer every yes-or-no question with yes and ask nothing else' },
  { flags: '--no-input', help: 'never ask; what is missing is named' },
  { flags: '--simulate', help: 'rehearse against a built-in cloud: no account, no cost' },
  { flags: '-q, --quiet', help: 'no progress, only the result and problems' },
  { flags: '-v, --verbose', help: 'say every call to Azure and Entra, and the stack of a bug' },
  { flags: '--no-color', help: 'no colours (NO_COLOR does the same)' },
];

/** The flags of the commands that work on a deployment. */
export const deploymentOptions: readonly OptionSpec[] = [
  { flags: '--config <file.yaml>', help: 'settings from a file, one `key: value` a line' },
  {
    flags: '--auth <method>',
    help: 'how to sign in (default: cli, whoever is signed in to the Azure CLI)',
    choices: authMethods,
  },
  { flags: '--tenant <id>', help: 'Entra tenant to sign in to' },
];

/** Every command, in the order in which one meets them. */
export const commands: readonly CommandSpec[] = [
  {
    name: 'up',
    summary: 'build Metaflow, go on after a failure, or bring it up to date',
    about:
      'Looks at what there is, shows what would be made, what it costs and how long it takes, asks, and builds. ' +
      'Running it again is how one resumes, repairs and changes.',
    examples: [
      'metaflow-azure up',
      'metaflow-azure up --simulate',
      'metaflow-azure up --yes --subscription 00000000-0000-0000-0000-000000000000 --location eastus2',
    ],
    options: [
      { flags: '--adopt', help: 'use things that exist already and are not ours; down leaves them in place' },
      { flags: '--rollback', help: 'on failure, remove what this run created' },
      { flags: '--advanced', help: 'ask about every setting' },
    ],
    takesConfig: true,
    run: async (call) => (await import('./commands/up.ts')).up(call),
  },
  {
    name: 'plan',
    summary: 'show what up would do; changes nothing',
    about: 'Checks rights and quotas, compares the cloud with the settings, and shows steps, time and cost.',
    examples: ['metaflow-azure plan', 'metaflow-azure plan --exit-code --no-input'],
    options: [{ flags: '--exit-code', help: 'exit with 8 when up would change something' }],
    takesConfig: true,
    run: async (call) => (await import('./commands/plan.ts')).plan(call),
  },
  {
    name: 'status',
    summary: 'show every step as it is in the cloud now',
    about:
      'Looks at the cloud, not at what is remembered. Exits with 8 when something is missing or different.',
    examples: ['metaflow-azure status', 'metaflow-azure status --watch --interval 30'],
    options: [
      { flags: '--watch', help: 'look again and again, and show what changed' },
      { flags: '--interval <seconds>', help: 'pause between two looks', initial: '15' },
    ],
    takesConfig: true,
    run: async (call) => (await import('./commands/status.ts')).status(call),
  },
  {
    name: 'config',
    summary: "print Metaflow's configuration for this deployment, or write it",
    about:
      'Prints the profile as JSON. With --write it goes to where Metaflow looks for it, after showing the difference.',
    examples: ['metaflow-azure config', 'metaflow-azure config --write --profile azure'],
    options: [
      { flags: '--write', help: 'write it to ~/.metaflowconfig (or METAFLOW_HOME)' },
      {
        flags: '--profile <name>',
        help: 'name of the Metaflow profile (default: METAFLOW_PROFILE, or none)',
      },
      { flags: '--path <file.json>', help: 'write it to this file instead' },
    ],
    takesConfig: true,
    run: async (call) => (await import('./commands/config.ts')).config(call),
  },
  {
    name: 'down',
    summary: 'remove everything that up created, and prove it',
    about:
      'Lists what goes for good and what stays, and asks for the name of the deployment. ' +
      'Only what up created is removed. At the end it looks for everything once more.',
    examples: ['metaflow-azure down', 'metaflow-azure down --name demo --confirm demo'],
    options: [{ flags: '--confirm <name>', help: "the deployment's name, instead of typing it when asked" }],
    takesConfig: true,
    run: async (call) => (await import('./commands/down.ts')).down(call),
  },
  {
    name: 'permissions',
    summary: 'print the rights that are needed, as a role to hand to an administrator',
    about: 'Prints a custom role with exactly the rights that up, status and down use.',
    examples: ['metaflow-azure permissions', 'metaflow-azure permissions --form az > role.json'],
    options: [
      { flags: '--form <form>', help: 'one form only', choices: ['az', 'portal', 'entra'] },
      { flags: '--subscription <id>', help: 'subscription to name in the role' },
    ],
    takesConfig: false,
    run: async (call) => (await import('./commands/permissions.ts')).permissions(call),
  },
  {
    name: 'demo',
    summary: 'watch a whole life of a deployment in a simulated cloud',
    about: 'Runs up, status, config and down against the built-in cloud, in a temporary home directory.',
    examples: ['metaflow-azure demo'],
    options: [],
    takesConfig: false,
    run: async (call) => (await import('./commands/demo.ts')).demo(call),
  },
  {
    name: 'simulator',
    summary: 'serve the simulated cloud to other programs',
    about:
      'Answers at a port of this machine as Azure does: Resource Manager, Entra, Graph, blobs and clusters, ' +
      'over HTTPS with certificates of its own. Prints what other programs need to take it for Azure. ' +
      'With KUBEBUILDER_ASSETS set, the kube-apiserver and the etcd of that folder serve the clusters.',
    examples: [
      'metaflow-azure simulator --speed 60',
      'metaflow-azure simulator --port 8443 --state world.json --fault throttle.arm=times=3,retryAfter=5',
    ],
    options: [
      { flags: '--port <number>', help: 'port to listen at; 0: any free one', initial: '0' },
      { flags: '--state <file.json>', help: 'keep the world in this file, and go on with it' },
      {
        flags: '--speed <factor>',
        help: 'how fast its time runs; 0: what runs has ended at the next look',
        initial: '1',
      },
      {
        flags: '--profile <name>',
        help: 'fast: no lags; realistic: with the lags and troubles of Azure',
        choices: ['fast', 'realistic'],
        initial: 'fast',
      },
      {
        flags: '--fault <id[=knobs]>',
        help: 'switch a fault on; knobs as JSON or key=value,… (repeatable)',
        repeats: true,
      },
      { flags: '--seed <number>', help: 'where its chance begins', initial: '1' },
      {
        flags: '--ca-dir <folder>',
        help: 'folder of ca.pem and ca-key.pem (default: beside --state by its name, or temporary)',
      },
    ],
    takesConfig: false,
    ending:
      'Stopping: connections end, and the world is saved where --state says. Ctrl-C again leaves at once.',
    run: async (call) => (await import('./commands/simulator.ts')).simulator(call),
  },
  {
    name: 'version',
    summary: 'print the version and what it runs on',
    about: 'Prints what a bug report should say.',
    examples: ['metaflow-azure version --output json'],
    options: [],
    takesConfig: false,
    run: async (call) => (await import('./commands/version.ts')).version(call),
  },
];
