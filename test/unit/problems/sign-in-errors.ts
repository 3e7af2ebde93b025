import {
  AuthenticationError,
  AuthenticationRequiredError,
  CredentialUnavailableError,
} from '@azure/identity';
import type { About } from '../../../src/problems/from-azure.ts';

/** An error of @azure/identity, and what is to become of it. */
export interface SignInError {
  readonly title: string;
  readonly error: Error;
  readonly doing: About['doing'];
  readonly code: string;
  readonly retrySeconds?: number;
  readonly advises: string;
}

const TAIL =
  ' Trace ID: aaaaaaaa-0000-0000-0000-000000000001 Correlation ID: aaaaaaaa-0000-0000-0000-000000000002 Timestamp: 2026-01-01 00:00:00Z';
const required = (text: string): Error =>
  new AuthenticationRequiredError({ scopes: ['s'], message: `invalid_client: ${text}${TAIL}` });
const refused = (text: string): Error =>
  new AuthenticationError(401, { error: 'invalid_grant', error_description: `${text}${TAIL}` });
const cli = (text: string): Error => new CredentialUnavailableError(text);

/** One row per way in which a sign-in goes wrong. */
export const signInErrors: readonly SignInError[] = [
  {
    title: 'no Azure CLI',
    error: cli(
      "Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions and then, once installed, authenticate to your Azure account using 'az login'.",
    ),
    doing: 'sign-in',
    code: 'sign-in.none',
    advises: 'https://aka.ms/azure-cli',
  },
  {
    title: 'not signed in',
    error: cli("Please run 'az login' from a command prompt to authenticate before using this credential."),
    doing: 'sign-in',
    code: 'sign-in.none',
    advises: 'az login',
  },
  {
    title: 'nothing in the environment',
    error: cli('EnvironmentCredential is unavailable. No underlying credential could be used.'),
    doing: 'sign-in',
    code: 'sign-in.none',
    advises: 'AZURE_TENANT_ID',
  },
  {
    title: 'no managed identity',
    error: cli('ManagedIdentityCredential: The managed identity endpoint is not available.'),
    doing: 'sign-in',
    code: 'sign-in.none',
    advises: '--auth cli',
  },
  {
    title: 'the CLI says something else',
    error: cli('ERROR: something new'),
    doing: 'sign-in',
    code: 'sign-in.none',
    advises: 'az login',
  },
  {
    title: 'claims challenge',
    error: cli(
      "This credential doesn't support claims challenges. To authenticate with the required claims, please run the following command: az login --claims-challenge eyJhY2Nlc3NfdG9rZW4iOnt9fQ== --scope https://management.azure.com/.default",
    ),
    doing: 'create',
    code: 'sign-in.mfa',
    advises:
      'az login --claims-challenge eyJhY2Nlc3NfdG9rZW4iOnt9fQ== --scope https://management.azure.com/.default',
  },
  {
    title: 'MFA',
    error: cli(
      "ERROR: AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication to access 'x'.\nTo re-authenticate, please run:\naz login --tenant t --scope https://graph.microsoft.com//.default",
    ),
    doing: 'sign-in',
    code: 'sign-in.mfa',
    advises: 'az login --tenant t --scope https://graph.microsoft.com//.default',
  },
  {
    title: 'conditional access',
    error: refused(
      'AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    ),
    doing: 'sign-in',
    code: 'sign-in.conditional-access',
    advises: 'administrator',
  },
  {
    title: 'too long idle',
    error: refused('AADSTS700082: The refresh token has expired due to inactivity.'),
    doing: 'read',
    code: 'sign-in.expired',
    advises: 'az login',
  },
  {
    title: 'sign-in frequency',
    error: refused(
      'AADSTS70043: The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.',
    ),
    doing: 'read',
    code: 'sign-in.expired',
    advises: 'az login',
  },
  {
    title: 'wrong tenant',
    error: required("AADSTS90002: Tenant 'x' not found."),
    doing: 'sign-in',
    code: 'sign-in.wrong-tenant',
    advises: '--tenant',
  },
  {
    title: "somebody else's secret",
    error: required('AADSTS7000215: Invalid client secret provided.'),
    doing: 'sign-in',
    code: 'sign-in.secret',
    advises: 'AZURE_CLIENT_SECRET',
  },
  {
    title: 'a new secret',
    error: required('AADSTS7000215: Invalid client secret provided.'),
    doing: 'prove',
    code: 'azure.not-yet',
    retrySeconds: 180,
    advises: 'metaflow-azure status',
  },
  {
    title: 'a new application',
    error: required("AADSTS700016: Application with identifier 'x' was not found in the directory 'y'."),
    doing: 'prove',
    code: 'azure.not-yet',
    retrySeconds: 180,
    advises: 'metaflow-azure status',
  },
  {
    title: 'code not entered',
    error: required('AADSTS70020: This device code has expired.'),
    doing: 'sign-in',
    code: 'sign-in.device-code',
    advises: 'device-code',
  },
  {
    title: 'Entra is busy',
    error: required('AADSTS90055: The request was throttled.'),
    doing: 'sign-in',
    code: 'azure.throttled',
    retrySeconds: 300,
    advises: 'metaflow-azure up',
  },
  {
    title: 'an unknown refusal',
    error: refused('AADSTS99999: Something new.'),
    doing: 'sign-in',
    code: 'sign-in.refused',
    advises: 'az login',
  },
];
