import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster, type Cluster } from './cluster.ts';
import { answersOf, keepAnswers } from './contract/answers.ts';
import { play, type Side } from './contract/case.ts';
import { chapters, contract } from './contract/cases.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { eventually } from './programs.ts';

const UPDATES = process.env['UPDATE_CONTRACT'] === '1';
let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
}, 120_000);
afterAll(() => cluster.stop());

/** A namespace of the case's own, with what every namespace gets. */
async function makeNamespace(name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await cluster.send({ method: 'POST', path: '/api/v1/namespaces', body });
  const path = `/api/v1/namespaces/${name}/configmaps/kube-root-ca.crt`;
  await eventually(`namespace ${name} is furnished`, async () =>
    (await cluster.send({ method: 'GET', path })).status === 200 ? true : undefined,
  );
}

describe.each(chapters)('a real API server: %s', (chapter) => {
  const kept: Record<string, unknown> = {};
  const expected = UPDATES ? {} : answersOf(chapter);

  test.each(contract[chapter].map((one, index) => [one.name, one, `${chapter}-${index}-case`] as const))(
    '%s',
    async (name, one, namespace) => {
      await makeNamespace(namespace);
      const side: Side = {
        send: (ask) => cluster.send({ ...ask, agent: 'contract/1.0' }),
        pass: () => new Promise((resolve) => void setTimeout(resolve, 50)),
      };
      const answers = await play(side, one, namespace);
      if (UPDATES) kept[name] = answers;
      else expect(answers).toEqual(expected[name]);
    },
    30_000,
  );

  afterAll(() => {
    const names = contract[chapter].map((one) => one.name);
    if (UPDATES) keepAnswers(chapter, Object.fromEntries(names.map((name) => [name, kept[name]])));
  });
});
