import { cause, invalid } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { queryOf } from './call.ts';
import type { Call } from './call.ts';

const OPTIONS: Readonly<Record<string, string>> = {
  POST: 'CreateOptions',
  PUT: 'UpdateOptions',
  PATCH: 'PatchOptions',
  DELETE: 'DeleteOptions',
};
const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn'];
const PROPAGATIONS = ['Foreground', 'Background', 'Orphan', 'nil'];

/** Refuses options of a write that mean nothing; those of a deletion may stand in its body. */
export function checkOptions(call: Call, body: Readonly<Record<string, unknown>> = {}): void {
  const { request, target } = call;
  const kind = OPTIONS[request.method];
  if (kind === undefined) return;
  const causes: Cause[] = [];
  const dryRun = request.url.searchParams.getAll('dryRun').filter((value) => value !== '');
  const validation = queryOf(call, 'fieldValidation') ?? '';
  const propagation = queryOf(call, 'propagationPolicy') ?? body['propagationPolicy'];
  if (dryRun.some((value) => value !== 'All')) causes.push(cause.notSupported('dryRun', dryRun, ['All']));
  if (kind !== 'DeleteOptions' && !VALIDATIONS.includes(validation)) {
    causes.push(cause.notSupported('fieldValidation', validation, VALIDATIONS));
  }
  const isPropagation =
    propagation === undefined || PROPAGATIONS.slice(0, 3).some((known) => known === propagation);
  if (kind === 'DeleteOptions' && !isPropagation) {
    causes.push(cause.notSupported('propagationPolicy', propagation, PROPAGATIONS));
  }
  if (causes.length > 0) throw invalid({ ...target.kind, group: 'meta.k8s.io', kind }, '', causes);
}
