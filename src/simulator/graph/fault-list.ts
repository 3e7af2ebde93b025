/** The deviations of Entra and Graph that can be switched on, with what their knobs mean. */
export const identityFaults = {
  'graph.denied': 'refuses with 403; knob on: app, sp or read limits it to one kind of operation',
  'graph.504AfterApply': 'does what is asked, and then answers 504',
  'graph.readAfterWriteLag': 'one of two replicas learns of the write after some seconds (default 30)',
  'graph.spAppLag': 'no principal for applications younger than seconds (absent: at all); status 400 or 403',
  'graph.credPolicy': 'refuses secrets: kind lifetime (with maxDays) or type; policy is its name',
  'graph.quota': 'the caller has made too many objects',
  'graph.lockedSp': 'no secrets on service principals',
  'graph.purgeDenied': 'the caller may not empty the bin',
  'graph.requireServiceRef': 'applications must carry serviceManagementReference',
  'throttle.graph':
    'answers 429: retryAfter in seconds with decimals (default 2.128), withHeader false: none',
  'aad.secretLag': 'the sign-in service learns of the new secret in the course of some seconds (default 18)',
  'auth.tokenExpiresMidRun': 'tokens of people last some seconds only (default 300)',
  'auth.caGraphOnly': 'Conditional Access gives out no tokens for Graph; all others it does',
} as const;
