import type { Certificates } from '../ports.ts';

/** A certificate, its key and its authority. */
export const pem = {
  authority: `-----BEGIN CERTIFICATE-----
MIIBcTCCARegAwIBAgIUXGHSsCw7zu8wvo87di7+XjCwS4kwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwIBcNMjYxMTI0MDcxOTEwWhgPMjEyNjEwMzEwNzE5MTBa
MA0xCzAJBgNVBAMMAmNhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErlzVpO88
bl1pW7RT3hkL3pt6d6p55DWxteJGU1Lh9R8Er5ciXLBBPvB1wmTQJBvbzAXx8M2+
VHIyoOmTI9jz66NTMFEwHQYDVR0OBBYEFKes40/Yhd4VckqVm7+ua4/59oj5MB8G
A1UdIwQYMBaAFKes40/Yhd4VckqVm7+ua4/59oj5MA8GA1UdEwEB/wQFMAMBAf8w
CgYIKoZIzj0EAwIDSAAwRQIgNNcy/ILFqelZO7hUj+ldoD6XqHZog7ejMMm6XP4O
kwcCIQDBpM2Hx4s7wXrkQH9SE2EYS3COnbz6QRrNdDYopk4JDw==
-----END CERTIFICATE-----
`,
  certificate: `-----BEGIN CERTIFICATE-----
MIIBODCB4AIUfjdenteOaXohV1zeeuLhZlt/NP8wCgYIKoZIzj0EAwIwDTELMAkG
A1UEAwwCY2EwIBcNMjYxMTI0MDcxOTEwWhgPMjEyNjEwMzEwNzE5MTBaMDAxFzAV
BgNVBAoMDnN5c3RlbTptYXN0ZXJzMRUwEwYDVQQDDAxtYXN0ZXJjbGllbnQwWTAT
BgcqhkjOPQIBBggqhkjOPQMBBwNCAATIlBBXfeLCHUzTtYgqa2bGaggvfk0wXrQK
/2F4CedO7ARvCqRBT3Y3WBosCY8Xi7NSPQK8DTawVVcGztsLUcPOMAoGCCqGSM49
BAMCA0cAMEQCIFkuwNy30Xw1kviDaFGW+njDC5sF2Jd4CFyNPGUPw3xnAiBuJGhS
le7lqohVTvd9zSHBnMFT5QYWWCcboP2IK9J26A==
-----END CERTIFICATE-----
`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnvBAYl/BWnMslGm+
ciNaLzXc2SwWFUX8kUb6QjQE7rKhRANCAATIlBBXfeLCHUzTtYgqa2bGaggvfk0w
XrQK/2F4CedO7ARvCqRBT3Y3WBosCY8Xi7NSPQK8DTawVVcGztsLUcPO
-----END PRIVATE KEY-----
`,
} as const;

/** Certificates made once, for clusters that no server serves: they open nothing. */
export const pretended: Certificates = { authority: pem.authority, forClient: () => pem };
