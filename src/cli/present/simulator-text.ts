/** What a program needs to take the simulator for Azure. */
export interface SimulatorSettings {
  readonly url: string;
  readonly proxy: string;
  readonly control: string;
  readonly caFile: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Served {
  readonly port: number;
  readonly caFile: string;
  readonly account: {
    readonly tenantId: string;
    readonly subscriptionId: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
}

/** The settings for a server. */
export function settingsOf({ port, caFile, account }: Served): SimulatorSettings {
  const proxy = `http://127.0.0.1:${port}`;
  const { tenantId, subscriptionId, clientId, clientSecret } = account;
  return {
    url: `https://localhost:${port}/`,
    proxy,
    control: `${proxy}/_simulator/`,
    caFile,
    environment: {
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      NO_PROXY: '',
      no_proxy: '',
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: caFile,
      SSL_CERT_FILE: caFile,
      CURL_CA_BUNDLE: caFile,
      REQUESTS_CA_BUNDLE: caFile,
      AZURE_TENANT_ID: tenantId,
      AZURE_SUBSCRIPTION_ID: subscriptionId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
      ARM_TENANT_ID: tenantId,
      ARM_SUBSCRIPTION_ID: subscriptionId,
      ARM_CLIENT_ID: clientId,
      ARM_CLIENT_SECRET: clientSecret,
    },
  };
}

interface Shown {
  readonly speed: number;
  /** Whether the authority outlives this run: only then is it worth a place among those of the system. */
  readonly isKept: boolean;
}

function paceOf(speed: number): string {
  if (speed === 1) return 'in real time';
  return speed === 0 ? 'where what runs has ended when one looks' : `${speed} times as fast as the real one`;
}

const STORED = '/usr/local/share/ca-certificates/metaflow-azure-simulator.crt';

/** The settings as a shell takes them, with what they are for. */
export function settingsText(
  { url, control, caFile, environment }: SimulatorSettings,
  { speed, isKept }: Shown,
): readonly string[] {
  const lines = (...names: readonly string[]): string[] =>
    names.map((name) => `export ${name}='${environment[name] ?? ''}'`);
  return [
    `# A simulated Azure at ${url}, ${paceOf(speed)}. It goes on until Ctrl-C.`,
    '#',
    '# To reach it by the names of Azure (nothing goes to the network), whatever the program is written in:',
    ...lines('HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'NODE_USE_ENV_PROXY'),
    '# To trust it: Node, then Go and OpenSSL, then curl, then Python.',
    ...(isKept
      ? [
          `#   For the whole machine: sudo cp ${caFile} ${STORED} && sudo update-ca-certificates`,
          `#   and back: sudo rm ${STORED} && sudo update-ca-certificates --fresh`,
        ]
      : []),
    ...lines('NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'),
    '# To sign in: an application that owns the subscription, for the SDKs and for Terraform.',
    ...lines(
      'AZURE_TENANT_ID',
      'AZURE_SUBSCRIPTION_ID',
      'AZURE_CLIENT_ID',
      'AZURE_CLIENT_SECRET',
      'ARM_TENANT_ID',
      'ARM_SUBSCRIPTION_ID',
      'ARM_CLIENT_ID',
      'ARM_CLIENT_SECRET',
    ),
    '#',
    `# Without a proxy: ${url} is ARM, and ${url}metadata/endpoints names the rest`,
    `#   (ARM_METADATA_HOSTNAME=${new URL(url).host} for Terraform). <account>.blob.localhost has to be found then:`,
    '#   where the system does not by itself, that takes a line in the hosts file.',
    `# To move its time, switch faults on and see its journal: ${control}`,
  ];
}
