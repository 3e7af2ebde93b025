/** Azure Kubernetes Service's own application: tokens for clusters with Entra sign-in carry it as audience. */
const AKS_SERVER_APP_ID = '6dae42f8-4368-4678-94ff-3960e28e3630';

/** Every resource that this tenant issues tokens for; storage accounts may be named one by one. */
const KNOWN_RESOURCES: readonly RegExp[] = [
  /^https:\/\/management\.(core\.windows\.net|azure\.com)\/?$/,
  /^https:\/\/graph\.microsoft\.com\/?$/,
  /^https:\/\/storage\.azure\.com\/?$/,
  /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.windows\.net\/?$/,
  /^https:\/\/ossrdbms-aad\.database\.windows\.net\/?$/,
  /^https:\/\/vault\.azure\.net\/?$/,
  new RegExp(`^(api://)?${AKS_SERVER_APP_ID}$`),
];

/** Scopes of OpenID itself: they ask for no resource. */
const OPENID_SCOPES: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

/** The resource that a scope list asks for: `known` says whether the tenant has it; undefined if it asks for none. */
export function resourceOf(
  scope: string,
  form: 'default-only' | 'any',
): { readonly audience: string; readonly known: boolean } | undefined {
  const asked = scope.split(' ').find((one) => one !== '' && !OPENID_SCOPES.includes(one));
  const audience =
    form === 'default-only'
      ? /^(.+)\/\.default$/.exec(asked ?? '')?.[1]
      : /^(.+)\/[^/]+$/.exec(asked ?? '')?.[1];
  return audience === undefined
    ? undefined
    : { audience, known: KNOWN_RESOURCES.some((resource) => resource.test(audience)) };
}
