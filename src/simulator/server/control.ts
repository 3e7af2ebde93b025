import { isObject } from '../json.ts';
import type { Simulator } from '../simulator.ts';
import type { WireResponse } from '../wire.ts';
import type { PacedClock } from './clock.ts';
import { faultFromJson, knownFaults } from './faults.ts';
import { refusal } from './requests.ts';

/** Where the simulator itself is talked to, beside the cloud that it plays. */
export const CONTROL = '/_simulator/';

/** What the control endpoint works on. */
export interface Controlled {
  readonly simulator: Simulator;
  readonly clock: PacedClock;
  readonly speed: number;
  readonly authority: string;
}

/** One request to the control endpoint: what follows its prefix, and a body. */
interface ControlCall extends Controlled {
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

const json = (status: number, value: unknown): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: `${JSON.stringify(value, undefined, 2)}\n`,
});

interface Route {
  readonly help: string;
  readonly answer: (call: ControlCall) => WireResponse;
}

/** A leap of more than ten years is a slip of the hand. */
const LONGEST_LEAP_SECONDS = 10 * 366 * 86_400;

const routes: Readonly<Record<string, Route>> = {
  'GET health': {
    help: 'that it answers, and its time',
    answer: ({ clock, speed }) => json(200, { status: 'ok', time: timeOf(clock), speed }),
  },
  'GET ca.pem': {
    help: 'the certificate to trust',
    answer: ({ authority }) => ({
      status: 200,
      headers: { 'content-type': 'application/x-pem-file' },
      body: authority,
    }),
  },
  'GET clock': { help: 'the time of the cloud', answer: ({ clock }) => json(200, { time: timeOf(clock) }) },
  'POST clock': { help: 'moves it forward: {"advanceSeconds": 60}', answer: advance },
  'GET faults': {
    help: 'what is switched on, and how often it struck',
    answer: ({ simulator }) => json(200, { value: simulator.world['faults'] ?? [], known: knownFaults }),
  },
  'POST faults': {
    help: 'switches one on: {"id": "throttle.arm", "match": "PUT", "times": 1, "knobs": {"retryAfter": 5}}',
    answer: addFault,
  },
  'DELETE faults': { help: 'switches all off, or those of faults/{id}', answer: removeFaults },
  'GET journal': {
    help: 'the last calls that took effect; ?last=20',
    answer: journal,
  },
  'GET world': {
    help: 'everything that the cloud knows',
    answer: ({ simulator }) => json(200, simulator.world),
  },
};

const timeOf = (clock: PacedClock): string => new Date(clock.now()).toISOString();

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function journal({ simulator, query }: ControlCall): WireResponse {
  const last = query.get('last');
  if (last === null) return json(200, { value: simulator.journal });
  if (!/^[1-9]\d{0,8}$/.test(last)) {
    return refusal(400, 'BadRequest', `last is "${last}". It has to be a whole number from 1 on.`);
  }
  return json(200, { value: simulator.journal.slice(-Number(last)) });
}

function advance({ clock, body }: ControlCall): WireResponse {
  const asked = parsed(body);
  const seconds = isObject(asked) ? asked['advanceSeconds'] : undefined;
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= LONGEST_LEAP_SECONDS)) {
    return refusal(400, 'BadRequest', 'The body is to be {"advanceSeconds": a number from 0 on}.');
  }
  clock.advance(seconds * 1000);
  return json(200, { time: timeOf(clock) });
}

function addFault({ simulator, body }: ControlCall): WireResponse {
  const understood = faultFromJson(parsed(body));
  if ('problem' in understood) return refusal(400, 'BadRequest', understood.problem);
  simulator.faults.add(understood.fault);
  return json(201, understood.fault);
}

function removeFaults({ simulator, rest }: ControlCall): WireResponse {
  const ids = rest === '' ? Object.keys(knownFaults) : [rest];
  for (const id of ids) simulator.faults.remove(id);
  return { status: 204, headers: {}, body: '' };
}

/** Answers a request below `/_simulator/`. */
export function controlAnswer(
  controlled: Controlled,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: string },
): WireResponse {
  const [name = '', search = ''] = path.slice(CONTROL.length).split('?', 2);
  if (name === '' && method === 'GET') {
    return json(200, Object.fromEntries(Object.entries(routes).map(([key, { help }]) => [named(key), help])));
  }
  const [first = '', ...rest] = name.split('/');
  const route = Object.hasOwn(routes, `${method} ${first}`) ? routes[`${method} ${first}`] : undefined;
  if (route === undefined || (rest.length > 0 && first !== 'faults')) {
    return refusal(
      404,
      'NotFound',
      `There is no ${method} ${CONTROL}${name}; GET ${CONTROL} lists what there is.`,
    );
  }
  return route.answer({ ...controlled, rest: rest.join('/'), query: new URLSearchParams(search), body });
}

const named = (key: string): string => key.replace(' ', ` ${CONTROL}`);
