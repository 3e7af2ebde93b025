import { expect, test } from '@jest/globals';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import { machine, type Machine } from '../support/run-cli.ts';

/** Everything on the wire of this journey that nobody else may learn. */
function canaries({ exchanges }: Machine): ReadonlySet<string> {
  const patterns = [
    /"administratorLoginPassword":"([^"]+)"/g,
    /"secretText":"([^"]+)"/g,
    /"value":"([A-Za-z0-9+/=]{200,})"/g, // kubeconfigs
    /client_secret=([^&]+)/g,
    /[?&][sch]=([^&"]{16,})/g, // signatures in addresses of operations
    /Bearer (\S{20,})/g,
  ];
  const found = exchanges.flatMap(({ url, requestHeaders, requestBody, responseHeaders, responseBody }) => {
    const all = [
      url,
      JSON.stringify(requestHeaders),
      requestBody,
      JSON.stringify(responseHeaders),
      responseBody,
    ];
    return patterns.flatMap((pattern) =>
      [...all.join('\n').matchAll(pattern)].map(([, secret]) => secret ?? ''),
    );
  });
  return new Set(found.flatMap((secret) => [secret, decodeURIComponent(secret.replaceAll('%', '%25'))]));
}

test.each(['text', 'json'])(
  'no secret of a deployment reaches a file or a stream (--output %s)',
  async (form) => {
    let calls = 0;
    const box = machine({
      // One refusal late in the run, so that errors and their causes are told as well.
      prepare: ({ faults }) => faults.add({ id: 'aks.allocationFailed', times: 1, skip: 0 }),
      hooks: { after: () => void calls++ },
    });
    const flags = ['--verbose', '--output', form];
    const said: string[] = [];
    const settings = ['--subscription', subscriptionId, '--location', 'eastus2', '--yes'];
    for (const command of [
      ['up', ...settings, ...flags],
      ['up', '--yes', ...flags],
      ['status', ...flags],
      ['config', ...flags],
    ]) {
      const { out, err } = await box.run(...command);
      said.push(out, err);
    }
    const files = [...box.files.disk]
      .filter(([path]) => !path.endsWith('_world.json'))
      .map(([, text]) => text);
    expect(files.join('')).toContain('database-server');
    const secrets = [...canaries(box)].filter((secret) => secret.length >= 16);
    expect(secrets.length).toBeGreaterThan(5);
    const all = [...files, ...said].join('\n');
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
    expect(calls).toBeGreaterThan(100);
  },
  60_000,
);
