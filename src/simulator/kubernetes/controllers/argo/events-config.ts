import { dig, listOf, textOf } from '../../../json.ts';
import type { Cluster } from '../../store.ts';
import { mountedText, variableOf, wordsOf } from '../seats.ts';
import type { Seat } from '../seats.ts';
import { readYaml } from './yaml-text.ts';

/** The image of everything that Argo Events runs itself; the first argument says as what. */
export const EVENTS_IMAGE = /(^|\/)argo-events(:|@|$)/;

const FOLDER = '/etc/argo-events';
const FILE = 'controller-config.yaml';

const fatal = (message: string, error?: string): string =>
  JSON.stringify({
    level: 'fatal',
    logger: 'argo-events.eventbus-controller',
    msg: message,
    ...(error === undefined ? {} : { error }),
  });

/** Whether a container is the controller of Argo Events. */
export function isEventsController(seat: Seat): boolean {
  return EVENTS_IMAGE.test(seat.container.image) && wordsOf(seat).includes('controller');
}

/** What the controller of Argo Events read from its file; undefined where it could not. */
export function eventsConfig(cluster: Cluster, seat: Seat): unknown {
  const text = mountedText(cluster, seat, FOLDER, FILE);
  return text === undefined ? undefined : readYaml(text);
}

/** The versions of a bus that the controller may run. */
export function versionsOf(config: unknown, bus: 'jetstream' | 'nats'): readonly unknown[] {
  return listOf(dig(config, `eventBus.${bus}.versions`));
}

/** What the controller of Argo Events says when it ends right after its start; undefined when it goes on. */
export function eventsStartFailure(cluster: Cluster, seat: Seat): string | undefined {
  const config = eventsConfig(cluster, seat);
  if (config === undefined) return fatal('Failed to load global configuration file');
  const [name] = [
    ...(versionsOf(config, 'jetstream').length === 0 ? ['jetstream'] : []),
    ...(versionsOf(config, 'nats').length === 0 ? ['stan'] : []),
  ];
  if (name !== undefined) {
    const error = `no ${name} versions were provided in the controller config`;
    return fatal('Global configuration file validation failed', error);
  }
  return textOf(variableOf(seat, 'ARGO_EVENTS_IMAGE')) === ''
    ? fatal("required environment variable 'ARGO_EVENTS_IMAGE' not defined")
    : undefined;
}
