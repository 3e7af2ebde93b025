import type { UseCases } from './ports.ts';

/** The real use cases. Each is loaded when it is called, for the gateways behind them take their time. */
export const useCases: UseCases = {
  preview: async (session) => (await import('../app/up.ts')).preview(session),
  apply: async (session) => (await import('../app/up.ts')).apply(session),
  verify: async (session) => (await import('../app/verify.ts')).verify(session),
  undo: async (session) => (await import('../app/up.ts')).undo(session),
  status: async (session) => (await import('../app/status.ts')).status(session),
  previewDown: async (session) => (await import('../app/down.ts')).previewDown(session),
  takeAway: async (session) => (await import('../app/down.ts')).takeAway(session),
  profile: async (session) => (await import('../app/profile.ts')).profile(session),
  permissions: async (subscription) => (await import('../app/permissions.ts')).permissions(subscription),
};
