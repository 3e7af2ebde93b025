import { knownFaults } from '../../src/simulator/server/faults.ts';
import { anyOf, type Maker } from './scene.ts';

/** Faults whose answer is a 5xx, or no answer. */
export const storms = [
  'http.5xxBurst',
  'http.html503',
  'aks.flatErrors',
  'pg.capabilities500',
  'graph.504AfterApply',
  'k8s.webhookDenies',
  'k8s.warmup',
  'net.dns',
  'net.resetAfterApply',
  'net.resetBeforeApply',
];

/** What never goes away again, so that nothing would be left to look at. */
const lasting = /^(lro\.neverEnds|rg\.foreignResource|k8s\.warmup|aks\.stopped)$/;

const faults = Object.keys(knownFaults).filter((id) => !lasting.test(id)) as [string, ...string[]];

/** What a fault may be about. */
const matches = [undefined, undefined, 'PUT', 'DELETE', 'networks', 'g1', 'blob', 'azmk8s'] as const;

const switched: Maker = ({ choices }) => ({
  method: 'POST',
  path: '/_simulator/faults',
  body: { id: choices.one(faults), match: choices.one(matches), times: 1 + choices.number(5) },
});

/** Time and trouble, and a look at what the simulator tells about itself. */
export const control: Maker = anyOf(
  switched,
  switched,
  switched,
  () => ({ method: 'DELETE', path: '/_simulator/faults' }),
  ({ choices }) => ({
    method: 'POST',
    path: '/_simulator/clock',
    body: { advanceSeconds: choices.one([1, 30, 600, 4000, 86_400]) },
  }),
  () => ({ method: 'GET', path: '/_simulator/faults' }),
  () => ({ method: 'GET', path: '/_simulator/journal?last=5' }),
  () => ({ method: 'GET', path: '/_simulator/health' }),
);
