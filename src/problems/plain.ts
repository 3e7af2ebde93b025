const LONGEST = 320;

/** A text of the cloud without what nobody may see: tokens, passwords, and the queries of URLs, which are signatures. */
export const withoutSecrets = (text: string): string =>
  text
    .replaceAll(/\beyJ[\w-]{6,}\.[\w-]+(\.[\w-]*)?/g, '‹token›')
    .replaceAll(/\bBearer [\w.~+/-]+=*/gi, 'Bearer ‹token›')
    .replaceAll(/(\bhttps?:\/\/[^\s'"<>?]+)\?[^\s'"<>]*/gi, '$1')
    .replaceAll(
      /\b(client_secret|client_assertion|secretText|secret|password|administratorLoginPassword|AccountKey|SharedAccessSignature|sig|access_token|refresh_token|client-key-data|client-certificate-data|kubeconfig)(["']?\s*[=:]\s*["']?)[^\s"'&,;}<]+/gi,
      '$1$2‹secret›',
    );

const ARM_ID = /\/subscriptions\/[\w-]+(\/resourceGroups\/[^/\s'",;]+)?(\/providers\/[^\s'",;]+)?/gi;

/** Azure's words for a person: no secrets, no ids that only machines read, one line, no shouting, not too long. */
export function plain(text: string): string {
  const oneLine = withoutSecrets(text)
    .replaceAll(/\s*\b(RequestId|Time|Trace ID|Correlation ID|Timestamp):\s*\S+( [\d:]+Z)?/gi, '')
    .replaceAll(ARM_ID, shortId)
    .replaceAll(/\bfailed to\b/gi, 'could not')
    .replaceAll('!', '.')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[.,;:]+$/, '');
  if (oneLine.length <= LONGEST) return oneLine;
  const space = oneLine.lastIndexOf(' ', LONGEST);
  return `${oneLine.slice(0, space > 0 ? space : LONGEST)} …`;
}

/** The part of a resource id that a person knows the thing by. */
export function shortId(id: string): string {
  const named = id.replace(/[.:]+$/, '');
  const rest = id.slice(named.length);
  // A role assignment is known by what it is about, not by its GUID.
  const parts = named
    .replace(/\/providers\/Microsoft\.Authorization\/roleAssignments\/[\w-]+$/i, '')
    .split('/')
    .filter(Boolean);
  if (parts.length <= 2) return `the subscription${rest}`;
  if (parts.length === 4 && /^resourceGroups$/i.test(parts[2] ?? '')) {
    return `resource group ${parts[3] ?? ''}${rest}`;
  }
  return `${parts.slice(-2).join('/')}${rest}`;
}
