import { azure } from './acts-azure.ts';
import { blobs } from './acts-blob.ts';
import { control } from './acts-control.ts';
import { graph } from './acts-graph.ts';
import { kubernetes } from './acts-kubernetes.ts';
import { platform } from './acts-platform.ts';
import { tokens } from './acts-tokens.ts';
import { type Act, type Maker, type Scene } from './scene.ts';

/** How often each corner of the cloud is asked, of all requests. */
const shares: readonly (readonly [count: number, maker: Maker])[] = [
  [30, azure],
  [10, platform],
  [30, kubernetes],
  [13, blobs],
  [10, graph],
  [4, tokens],
  [3, control],
];

const makers = shares.flatMap(([count, maker]) => Array.from({ length: count }, () => maker)) as [
  Maker,
  ...Maker[],
];

/** The next request. */
export function nextAct(scene: Scene): Act {
  return scene.choices.one(makers)(scene);
}
