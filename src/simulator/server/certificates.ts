import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  X509Certificate,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, integer, objectId, octets, sequence, setOf, tagged, text, time, yes } from './der.ts';

/** A certificate with its private key, both as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate names. */
interface Subject {
  readonly commonName: string;
  readonly organization?: string;
  readonly unit?: string;
}

/** An authority that everybody who trusts its certificate believes. */
export interface Authority extends Identity {
  /** A certificate for a server of these names and addresses. */
  forServer(names: readonly string[]): Identity;
  /** A certificate by which a client shows who it is. */
  forClient(subject: Subject): Identity;
}

/** A key for the signatures of the sign-in service: RSA, as Entra's are. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const DAY_MS = 86_400_000;
/** Clients of Apple refuse servers with certificates that last longer. */
const SERVER_DAYS = 397;
const AUTHORITY_DAYS = 3650;

const oid = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  unit: '2.5.4.11',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  nameConstraints: '2.5.29.30',
  extendedKeyUsage: '2.5.29.37',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
  alternativeNames: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const AUTHORITY: Subject = { commonName: 'metaflow-azure simulator', organization: 'metaflow-azure' };

function nameOf({ commonName, organization, unit }: Subject): Buffer {
  const part = (type: string, value: string | undefined): Buffer[] =>
    value === undefined ? [] : [setOf(sequence(objectId(type), text(value)))];
  return sequence(
    ...part(oid.organization, organization),
    ...part(oid.unit, unit),
    ...part(oid.commonName, commonName),
  );
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(objectId(id), ...(critical ? [yes()] : []), octets(value));
}

/** The bits of the key usage that are set: 0 signs data, 5 signs certificates, 6 signs revocations. */
function keyUsage(...set: readonly number[]): Buffer {
  const byte = set.reduce((sum, bit) => sum | (0x80 >> bit), 0);
  return extension(oid.keyUsage, bits(Buffer.from([byte]), 7 - Math.max(...set)), true);
}

function alternativeName(name: string): Buffer {
  if (isIP(name) === 4) return tagged(7, 'instead', Buffer.from(name.split('.').map(Number)));
  // The only address of the sixth version that this server listens at.
  if (isIP(name) === 6) return tagged(7, 'instead', Buffer.from([...Array<number>(15).fill(0), 1]));
  return tagged(2, 'instead', Buffer.from(name));
}

/** What the authority may vouch for, with everything below it: who trusts it trusts it for nothing else. */
const VOUCHED = [
  'management.azure.com',
  'login.microsoftonline.com',
  'graph.microsoft.com',
  'core.windows.net',
  'azmk8s.io',
  'oic.prod-aks.azure.com',
  'localhost',
];
/** Address and mask of 127.0.0.0/8 and of ::1. */
const VOUCHED_ADDRESSES = [
  [127, 0, 0, 0, 255, 0, 0, 0],
  [...Array<number>(15).fill(0), 1, ...Array<number>(16).fill(0xff)],
];

function nameConstraints(): Buffer {
  const permitted = [
    ...VOUCHED.map((name) => tagged(2, 'instead', Buffer.from(name))),
    ...VOUCHED_ADDRESSES.map((bytes) => tagged(7, 'instead', Buffer.from(bytes))),
  ].map((name) => sequence(name));
  return extension(oid.nameConstraints, sequence(tagged(0, 'around', Buffer.concat(permitted))), true);
}

const derOf = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const keyId = (key: KeyObject): Buffer => createHash('sha1').update(derOf(key)).digest();
const pem = (der: Buffer): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

interface Paper {
  readonly subject: Subject;
  readonly key: KeyObject;
  readonly from: number;
  readonly days: number;
  readonly extensions: readonly Buffer[];
}

/** A version 3 certificate, signed. */
function certify({ subject, key, from, days, extensions }: Paper, signer: KeyObject): string {
  const algorithm = sequence(objectId(oid.ecdsaWithSha256));
  const validity = sequence(time(from), time(from + days * DAY_MS));
  const issuerId = keyId(createPublicKey(signer));
  const content = [
    algorithm,
    nameOf(AUTHORITY),
    validity,
    nameOf(subject),
    derOf(key),
    tagged(
      3,
      'around',
      sequence(
        ...extensions,
        extension(oid.subjectKeyId, octets(keyId(key))),
        extension(oid.authorityKeyId, sequence(tagged(0, 'instead', issuerId))),
      ),
    ),
  ];
  const serial = createHash('sha256').update(Buffer.concat(content)).digest().subarray(0, 16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(tagged(0, 'around', integer(Buffer.from([2]))), integer(serial), ...content);
  return pem(sequence(body, algorithm, bits(sign('sha256', body, signer))));
}

function newKey(): { readonly publicKey: KeyObject; readonly privateKey: KeyObject; readonly text: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey, privateKey, text: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

/** A new authority's certificate and key. */
export function newAuthority(now: number): Identity {
  const { publicKey, privateKey, text: key } = newKey();
  // It signs servers and clients, and no further authority.
  const constraints = sequence(yes(), integer(Buffer.from([0])));
  const extensions = [
    extension(oid.basicConstraints, constraints, true),
    keyUsage(0, 5, 6),
    nameConstraints(),
  ];
  const paper = { subject: AUTHORITY, key: publicKey, from: now - DAY_MS, days: AUTHORITY_DAYS, extensions };
  return { certificate: certify(paper, privateKey), key };
}

/** The authority of a certificate and a key; throws when they are none or do not belong together. */
export function authorityOf(identity: Identity, now: () => number): Authority {
  const signer = createPrivateKey(identity.key);
  if (!new X509Certificate(identity.certificate).checkPrivateKey(signer)) {
    throw new Error('The certificate of the authority belongs to another key.');
  }
  // One key serves every certificate: what they prove is that this program answers.
  const { publicKey, text: key } = newKey();
  const issue = (subject: Subject, purpose: string, extensions: readonly Buffer[]): Identity => ({
    key,
    certificate: certify(
      {
        subject,
        key: publicKey,
        from: now() - DAY_MS,
        days: SERVER_DAYS,
        extensions: [
          keyUsage(0),
          extension(oid.extendedKeyUsage, sequence(objectId(purpose))),
          ...extensions,
        ],
      },
      signer,
    ),
  });
  return {
    ...identity,
    forServer: (names) =>
      // An address there would be held against the constraints as if it were a name.
      issue(
        { commonName: (names.find((name) => isIP(name) === 0) ?? 'this machine').slice(0, 64) },
        oid.serverAuth,
        [extension(oid.alternativeNames, sequence(...names.map(alternativeName)))],
      ),
    forClient: (subject) => issue(subject, oid.clientAuth, []),
  };
}
