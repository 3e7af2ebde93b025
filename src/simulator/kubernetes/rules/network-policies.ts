import { dig, isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { KubeObject } from '../world.ts';
import { isWithin, networkOf } from './networks.ts';
import { checkChoice, checkPort, checkPortName } from './pods.ts';

const badNetwork = (field: string, text: string): Cause =>
  cause.invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)');

function checkBlock(block: JsonObject, at: string): Cause[] {
  const text = textOf(block['cidr']);
  if (text === '') return [cause.required(`${at}.cidr`)];
  const whole = networkOf(text);
  if (whole === undefined) return [badNetwork(`${at}.cidr`, text)];
  return listOf(block['except']).flatMap((item, index) => {
    const field = `${at}.except[${index}]`;
    const part = networkOf(textOf(item));
    if (part === undefined) return [badNetwork(field, textOf(item))];
    return part.bits > whole.bits && isWithin(part, whole)
      ? []
      : [cause.invalid(field, item, 'must be a strict subset of `cidr`')];
  });
}

function checkPeer(peer: JsonObject, at: string): Cause[] {
  const given = ['podSelector', 'namespaceSelector', 'ipBlock'].filter((key) => isObject(peer[key]));
  const causes = isObject(peer['ipBlock']) ? checkBlock(peer['ipBlock'], `${at}.ipBlock`) : [];
  if (given.length === 0) causes.push(cause.required(at, 'must specify a peer'));
  if (given.length > 1 && given.includes('ipBlock')) {
    causes.push(cause.forbidden(at, 'may not specify both ipBlock and another peer'));
  }
  return causes;
}

function checkPolicyPort({ port, endPort, protocol }: JsonObject, at: string): Cause[] {
  const causes = checkChoice(`${at}.protocol`, protocol, ['TCP', 'UDP', 'SCTP']);
  const last = `${at}.endPort`;
  if (typeof port === 'string') {
    if (endPort !== undefined) {
      causes.push(cause.invalid(last, endPort, 'may not be specified when `port` is non-numeric'));
    }
    return [...causes, ...checkPortName(`${at}.port`, port)];
  }
  causes.push(...checkPort(`${at}.port`, port));
  if (endPort === undefined) return causes;
  if (port === undefined) {
    return [...causes, cause.invalid(last, endPort, 'may not be specified when `port` is not specified')];
  }
  if (Number(endPort) < Number(port)) {
    causes.push(cause.invalid(last, port, 'must be greater than or equal to `port`'));
  }
  return [...causes, ...checkPort(last, endPort)];
}

/** What is wrong with a NetworkPolicy. */
export function checkPolicy({ spec }: KubeObject): Cause[] {
  const causes = isObject(dig(spec, 'podSelector')) ? [] : [cause.required('spec.podSelector')];
  for (const [direction, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [index, rule] of listOf(dig(spec, direction)).map(objectOf).entries()) {
      const at = `spec.${direction}[${index}]`;
      const each = (key: string, check: (item: JsonObject, where: string) => Cause[]): Cause[] =>
        listOf(rule[key]).flatMap((item, place) => check(objectOf(item), `${at}.${key}[${place}]`));
      causes.push(...each('ports', checkPolicyPort), ...each(peers, checkPeer));
    }
  }
  for (const [index, type] of listOf(dig(spec, 'policyTypes')).entries()) {
    causes.push(...checkChoice(`spec.policyTypes[${index}]`, type, ['Egress', 'Ingress']));
  }
  return causes;
}
