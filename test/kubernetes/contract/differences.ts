/**
 * Cases in which the simulator does not answer like a real API server yet: its bugs, counted. Each of them fails, and
 * whoever mends one has to take it off the list.
 */
export const differences: ReadonlySet<string> = new Set([
  'a Deployment is refused: an unknown strategy',
  'a Deployment is refused: no selector',
  'a Deployment is refused: no template',
  'a Deployment is refused: privileges that are taken and given',
  'a Deployment is refused: root that may not be root',
  'a Role gives what it says and no more',
  'a definition whose schema has no type is refused',
  'a definition without a stored version is refused',
  'a deleted Job warns of its pods',
  'a pod changes its image and little else',
  'a replacement of somebody else’s identity is refused',
  'a second definition of the same names is not accepted',
  'a status without an address of its own is a field',
  'a token of a ServiceAccount',
  'apply with a version creates nothing',
  'defaults of a DaemonSet',
  'defaults of a claim',
  'defaults of a pod',
  'refused: a Job with a selector of its own',
  'refused: a NetworkPolicy with a bad network',
  'refused: a Service with a bad name',
  'refused: a Service with a port twice',
  'refused: a Service with a target that is no name',
  'refused: a Service with an address of no network of ours',
  'refused: a budget with both bounds',
  'the class of a claim never changes',
  'the kind of a Service changes',
]);
