import type { WireResponse } from '../wire.ts';
import type { AccountRequest, StorageService } from './containers.ts';
import { elementOf, xmlAnswer } from './xml.ts';

const METRICS =
  '<Version>1.0</Version><Enabled>false</Enabled><RetentionPolicy><Enabled>false</Enabled></RetentionPolicy>';

const common = { HourMetrics: METRICS, MinuteMetrics: METRICS, Cors: '' };
const logged = {
  Logging:
    '<Version>1.0</Version><Read>false</Read><Write>false</Write><Delete>false</Delete><RetentionPolicy><Enabled>false</Enabled></RetentionPolicy>',
  ...common,
};

/** The settings that each service has from its birth, in the order in which they are told. */
const SETTINGS: Readonly<Record<StorageService, Readonly<Record<string, string>>>> = {
  blob: {
    ...logged,
    DeleteRetentionPolicy: '<Enabled>false</Enabled>',
    StaticWebsite: '<Enabled>false</Enabled>',
  },
  queue: logged,
  file: common,
};

/** `GET /?restype=service&comp=properties`. */
export function serviceProperties({ answers, containers, service }: AccountRequest): WireResponse {
  const all = { ...SETTINGS[service], ...containers.settings(service) };
  const parts = Object.entries(all).map(([name, inner]) => `<${name}>${inner}</${name}>`);
  return xmlAnswer(answers, `<StorageServiceProperties>${parts.join('')}</StorageServiceProperties>`);
}

/** `PUT /?restype=service&comp=properties`: what is not named stays. */
export function setServiceProperties(call: AccountRequest): WireResponse {
  const { answers, containers, service, request } = call;
  if (elementOf(request.body, 'StorageServiceProperties') === undefined)
    return answers.refuse('InvalidXmlDocument');
  const given = Object.keys(SETTINGS[service])
    .map((name) => [name, elementOf(request.body, name)] as const)
    .filter(([, inner]) => inner !== undefined);
  containers.set(service, Object.fromEntries(given) as Record<string, string>);
  return answers.done(202);
}
