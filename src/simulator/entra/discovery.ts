import type { WireResponse } from '../wire.ts';
import { jsonAnswer } from './answer.ts';

/** The one host of the simulated sign-in service. */
export const LOGIN_HOST = 'login.microsoftonline.com';

/** What both versions of the protocol tell alike. */
const common = {
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  cloud_instance_name: 'microsoftonline.com',
  cloud_graph_host_name: 'graph.windows.net',
  msgraph_host: 'graph.microsoft.com',
};

/** Where a tenant is looked up under a name for all of them: no one issuer, no one region. */
interface Named {
  /** As the path names it: the id of the tenant, `common` or `organizations`. */
  readonly tenant: string;
  readonly isAny: boolean;
}

/** The OpenID configuration of a tenant, as far as clients use it. */
export function openIdConfiguration({ tenant, isAny }: Named): WireResponse {
  const base = `https://${LOGIN_HOST}/${tenant}`;
  return jsonAnswer(200, {
    ...common,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: `https://${LOGIN_HOST}/${isAny ? '{tenantid}' : tenant}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: 'https://graph.microsoft.com/oidc/userinfo',
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
    ],
    kerberos_endpoint: `${base}/kerberos`,
    tenant_region_scope: isAny ? null : 'EU',
    rbac_url: 'https://pas.windows.net',
  });
}

/** The same in the first version of the protocol, which old clients and validators of tokens read. */
export function openIdConfigurationV1({ tenant, isAny }: Named): WireResponse {
  const base = `https://${LOGIN_HOST}/${tenant}`;
  return jsonAnswer(200, {
    ...common,
    token_endpoint: `${base}/oauth2/token`,
    jwks_uri: `https://${LOGIN_HOST}/common/discovery/keys`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'token id_token', 'token'],
    scopes_supported: ['openid'],
    issuer: `https://sts.windows.net/${isAny ? '{tenantid}' : tenant}/`,
    microsoft_multi_refresh_token: true,
    authorization_endpoint: `${base}/oauth2/authorize`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/logout`,
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'amr', 'nonce', 'upn', 'tid', 'oid', 'ver'],
    check_session_iframe: `${base}/oauth2/checksession`,
    userinfo_endpoint: `${base}/openid/userinfo`,
    kerberos_endpoint: `${base}/kerberos`,
    tenant_region_scope: isAny ? null : 'EU',
    rbac_url: 'https://pas.windows.net',
  });
}

/** Which hosts are the public cloud: MSAL asks this before it trusts an authority. */
export function instanceDiscovery(tenant: string): WireResponse {
  return jsonAnswer(200, {
    tenant_discovery_endpoint: `https://${LOGIN_HOST}/${tenant}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [
      {
        preferred_network: LOGIN_HOST,
        preferred_cache: 'login.windows.net',
        aliases: [LOGIN_HOST, 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
      },
    ],
  });
}
