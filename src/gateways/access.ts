import { Problem } from '../problems/problem.ts';
import { problemFrom, problemFromAnswer } from '../problems/from-azure.ts';
import type { Access } from '../world.ts';
import type { HttpClient } from './azure.ts';

const ABOUT = { doing: 'prove', what: 'Storage access for flows' } as const;
const STORAGE_SCOPE = 'https://storage.azure.com/.default';
/** Any version that knows bearer tokens does; this one is older than every cloud that we meet. */
const BLOB_VERSION = '2021-12-02';

/** Tries what a flow will do: signs in with the application's password, writes an empty blob and removes it. */
export const createAccess = (options: {
  readonly fetch: typeof fetch;
  readonly httpClient?: HttpClient | undefined;
}): Access => ({
  async prove({ tenantId, clientId, secret, blobEndpoint, container, blob }) {
    const { ClientSecretCredential } = await import('@azure/identity');
    // A new credential each time: it keeps tokens, and a kept one proves nothing about the password.
    const credential = new ClientSecretCredential(tenantId, clientId, secret.reveal(), {
      retryOptions: { maxRetries: 0 },
      ...(options.httpClient === undefined
        ? {}
        : { httpClient: options.httpClient, disableInstanceDiscovery: true }),
    });
    try {
      const { token } = await credential.getToken(STORAGE_SCOPE);
      const url = `${blobEndpoint.replace(/\/$/, '')}/${container}/${blob}`;
      const headers = { authorization: `Bearer ${token}`, 'x-ms-version': BLOB_VERSION };
      const put = { ...headers, 'x-ms-blob-type': 'BlockBlob', 'content-length': '0' };
      await expectOk(await options.fetch(url, { method: 'PUT', headers: put }));
      await expectOk(await options.fetch(url, { method: 'DELETE', headers }));
      return 'ok';
    } catch (error) {
      const problem = problemFrom(error, ABOUT);
      if (problem instanceof Problem) return problem;
      throw problem;
    }
  },
});

async function expectOk(response: Response): Promise<void> {
  const body = await response.text();
  if (response.ok) return;
  throw problemFromAnswer(
    { status: response.status, headers: Object.fromEntries(response.headers), body, url: response.url },
    ABOUT,
  );
}
