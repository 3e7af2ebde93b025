import { fetchDoor } from '../../../src/simulator/doors.ts';
import type { Tour } from './tour.ts';

/** The Entra application and its service principal, by Microsoft Graph. */
export const directoryTours: Readonly<Record<string, Tour>> = {
  applications: {
    sees: ['POST /applications', 'POST /applications/{id}/addPassword', 'POST /servicePrincipals'],
    async run(rig, hooks) {
      const door = fetchDoor(rig.simulator, hooks);
      const token = rig.simulator.signIn({ audience: 'https://graph.microsoft.com' });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const call = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        const answer = await door(`https://graph.microsoft.com/v1.0${path}`, { method, headers, ...sent });
        const text = await answer.text();
        return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
      };
      await call('GET', '/me');
      await call('GET', '/organization');
      const application = await call('POST', '/applications', {
        displayName: 'metaflow-tour',
        signInAudience: 'AzureADMyOrg',
        tags: ['metaflow-azure-deployment=tour'],
      });
      const path = `/applications/${application['id']}`;
      const passwordCredential = { displayName: 'metaflow', endDateTime: '2026-12-01T00:00:00Z' };
      await rig.clock.sleep(10 * 60_000);
      await call('GET', path);
      await call('GET', `/applications?$filter=${encodeURIComponent("displayName eq 'metaflow-tour'")}`);
      await call('PATCH', path, { tags: ['metaflow-azure-deployment=tour', 'more'] });
      const { keyId } = await call('POST', `${path}/addPassword`, { passwordCredential });
      await call('POST', `${path}/removePassword`, { keyId });
      const principal = await call('POST', '/servicePrincipals', { appId: application['appId'] });
      await rig.clock.sleep(10 * 60_000);
      await call('GET', `/servicePrincipals/${principal['id']}`);
      await call('GET', `/servicePrincipals(appId='${application['appId']}')`);
      await call('GET', '/servicePrincipals/00000000-0000-4000-8000-00000000dead');
      await call('DELETE', `/servicePrincipals/${principal['id']}`);
      await call('DELETE', path);
    },
  },
};
