import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCluster, type Cluster } from './cluster.ts';
import { answersOf, keepAnswers } from './contract/answers.ts';
import { play, type Side } from './contract/case.ts';
import { chapters, contract, type Chapter } from './contract/cases.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { eventually } from './programs.ts';

const UPDATES = process.env['UPDATE_CONTRACT'] === '1';
let cluster: Cluster;
beforeAll(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
  const spaces = chapters.flatMap((chapter) => contract[chapter].map((_, index) => spaceOf(chapter, index)));
  await Promise.all(spaces.map(makeNamespace));
}, 120_000);
afterAll(() => cluster.stop());

/** A case's own namespace. */
const spaceOf = (chapter: Chapter, index: number): string => `${chapter}-${index}-case`;

async function makeNamespace(name: string): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  await cluster.send({ method: 'POST', path: '/api/v1/namespaces', body });
}

/** Waits for what every namespace gets. */
async function furnished(name: string): Promise<void> {
  const path = `/api/v1/namespaces/${name}/configmaps/kube-root-ca.crt`;
  await eventually(`namespace ${name} is furnished`, async () =>
    (await cluster.send({ method: 'GET', path })).status === 200 ? true : undefined,
  );
}

describe.each(chapters)('a real API server: %s', (chapter) => {
  const kept: Record<string, unknown> = {};
  const expected = UPDATES ? {} : answersOf(chapter);

  test.each(contract[chapter].map((one, index) => [one.name, one, spaceOf(chapter, index)] as const))(
    '%s',
    async (name, one, namespace) => {
      await furnished(namespace);
      const side: Side = {
        send: (ask) => cluster.send({ ...ask, agent: 'contract/1.0' }),
        pass: () => new Promise((resolve) => void setTimeout(resolve, 50)),
      };
      const answers = await play(side, one, namespace);
      kept[name] = answers;
      expect(answers).toEqual(UPDATES ? answers : expected[name]);
    },
    30_000,
  );

  afterAll(() => {
    const names = contract[chapter].map((one) => one.name);
    if (UPDATES) keepAnswers(chapter, Object.fromEntries(names.map((name) => [name, kept[name]])));
  });
});
