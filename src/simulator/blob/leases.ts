import type { BlobError } from './answers.ts';

/** A lease on a blob or a container. */
export interface Lease {
  readonly id: string;
  /** Seconds; -1 for ever. */
  readonly duration: number;
  /** When it runs out; absent: never. */
  readonly until?: number;
  /** It was broken: until when it still holds. */
  readonly breaksAt?: number;
}

type LeaseState = 'available' | 'leased' | 'expired' | 'breaking' | 'broken';

/** Where a lease stands. */
export function leaseState(lease: Lease | undefined, now: number): LeaseState {
  if (lease === undefined) return 'available';
  if (lease.breaksAt !== undefined) return lease.breaksAt > now ? 'breaking' : 'broken';
  return lease.until !== undefined && lease.until <= now ? 'expired' : 'leased';
}

const isHeld = (lease: Lease | undefined, now: number): lease is Lease =>
  ['leased', 'breaking'].includes(leaseState(lease, now));

/** What headers and listings say of a lease. */
export function leaseHeaders(lease: Lease | undefined, now: number): Record<string, string> {
  const state = leaseState(lease, now);
  return {
    'x-ms-lease-state': state,
    'x-ms-lease-status': isHeld(lease, now) ? 'locked' : 'unlocked',
    ...(state === 'leased' ? { 'x-ms-lease-duration': lease?.duration === -1 ? 'infinite' : 'fixed' } : {}),
  };
}

/** Why a write without or with the wrong lease is refused, if it is. */
export function leaseProblem(
  lease: Lease | undefined,
  given: string | undefined,
  now: number,
): BlobError | undefined {
  if (!isHeld(lease, now)) return given === undefined ? undefined : 'LeaseNotPresentWithBlobOperation';
  if (given === undefined) return 'LeaseIdMissing';
  return given.toLowerCase() === lease.id.toLowerCase() ? undefined : 'LeaseIdMismatchWithBlobOperation';
}

interface Wish {
  readonly action: string;
  readonly id: string | undefined;
  readonly proposed: string | undefined;
  readonly duration: number;
  readonly breakPeriod: number | undefined;
  readonly now: number;
  readonly newId: string;
}

interface Outcome {
  readonly status: number;
  readonly lease: Lease | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const ends = (duration: number, now: number): Pick<Lease, 'duration' | 'until'> => ({
  duration,
  ...(duration === -1 ? {} : { until: now + duration * 1000 }),
});

function acquire(lease: Lease | undefined, { proposed, duration, now, newId }: Wish): Outcome | BlobError {
  if (duration !== -1 && !(duration >= 15 && duration <= 60)) return 'InvalidHeaderValue';
  const isOwn = proposed?.toLowerCase() === lease?.id.toLowerCase();
  if (isHeld(lease, now) && !(isOwn && leaseState(lease, now) === 'leased')) return 'LeaseAlreadyPresent';
  const id = proposed ?? newId;
  return { status: 201, lease: { id, ...ends(duration, now) }, headers: { 'x-ms-lease-id': id } };
}

function breakIt(lease: Lease | undefined, { breakPeriod, now }: Wish): Outcome | BlobError {
  if (lease === undefined) return 'LeaseNotPresentWithLeaseOperation';
  const left = lease.until === undefined ? 0 : Math.max(0, Math.ceil((lease.until - now) / 1000));
  const wanted = breakPeriod ?? (lease.duration === -1 ? 0 : left);
  const seconds = lease.duration === -1 ? wanted : Math.min(wanted, left);
  return {
    status: 202,
    lease: { ...lease, breaksAt: now + seconds * 1000 },
    headers: { 'x-ms-lease-time': String(seconds) },
  };
}

/** `PUT ..?comp=lease`: acquire, renew, change, release or break. */
export function changeLease(lease: Lease | undefined, wish: Wish): Outcome | BlobError {
  const { action, id, proposed, now } = wish;
  if (action === 'acquire') return acquire(lease, wish);
  if (action === 'break') return breakIt(lease, wish);
  if (id === undefined) return 'MissingRequiredHeader';
  const isOwn = [lease?.id.toLowerCase(), proposed?.toLowerCase()].includes(id.toLowerCase());
  if (lease === undefined || !isOwn) return 'LeaseIdMismatchWithLeaseOperation';
  const headers = { 'x-ms-lease-id': lease.id };
  if (action === 'release') return { status: 200, lease: undefined, headers: {} };
  if (lease.breaksAt !== undefined) return 'LeaseIsBrokenAndCannotBeRenewed';
  if (action === 'renew') return { status: 200, lease: { ...lease, ...ends(lease.duration, now) }, headers };
  if (action !== 'change') return 'InvalidHeaderValue';
  if (proposed === undefined) return 'MissingRequiredHeader';
  return { status: 200, lease: { ...lease, id: proposed }, headers: { 'x-ms-lease-id': proposed } };
}
