import type { Issuer } from './issue.ts';

/**
 * The OpenID Connect metadata of a tenant.
 * `common` and `organizations` state the template `{tenantid}` as issuer, as Microsoft's do.
 */
export function buildOpenIdMetadata(
  origin: string,
  tenant: string,
  version: 'v1' | 'v2',
  issuer: Issuer,
): Record<string, unknown> {
  const shared = ['common', 'organizations', 'consumers'].includes(tenant.toLowerCase());
  const base = `${origin}/${tenant}`;
  const oauth = version === 'v2' ? `${base}/oauth2/v2.0` : `${base}/oauth2`;
  return {
    token_endpoint: `${oauth}/token`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    jwks_uri: version === 'v2' ? `${base}/discovery/v2.0/keys` : `${base}/discovery/keys`,
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    issuer: issuer.issuerOf(shared ? '{tenantid}' : tenant, version),
    authorization_endpoint: `${oauth}/authorize`,
    end_session_endpoint: `${oauth}/logout`,
  };
}

/** What MSAL asks when it does not know an authority: every name of this cloud is this address. */
export function buildInstanceDiscovery(origin: string): Record<string, unknown> {
  const { host } = new URL(origin);
  return {
    tenant_discovery_endpoint: `${origin}/common/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host, 'login.microsoftonline.com'] }],
  };
}
