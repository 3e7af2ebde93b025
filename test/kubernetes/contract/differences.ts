/**
 * Cases in which the simulator does not answer like a real API server yet: its bugs, counted. Each of them fails, and
 * whoever mends one has to take it off the list.
 */
export const differences: ReadonlySet<string> = new Set([
  'a Deployment is refused: privileges that are taken and given',
  'a definition without a stored version is refused',
  'a deleted Job warns of its pods',
  'a pod changes its image and little else',
  'a second definition of the same names is not accepted',
  'a token of a ServiceAccount',
  'apply with a version creates nothing',
  'defaults of a DaemonSet',
  'defaults of a claim',
  'defaults of a pod',
  'refused: a Job with a selector of its own',
  'refused: a NetworkPolicy with a bad network',
  'refused: a Service with a bad name',
  'refused: a Service with an address of no network of ours',
  'the class of a claim never changes',
  'the kind of a Service changes',
]);
