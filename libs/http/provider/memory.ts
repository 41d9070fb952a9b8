import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Kept {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/** So much is kept of each kind; beyond it the oldest goes, and whoever held it signs in again. */
const most = 2000;

/**
 * Where the development provider keeps what it handed out: in this process, until it stops. Made anew for each provider,
 * once for each kind of thing it keeps.
 */
export function memory(): (kind: string) => Adapter {
  const kinds = new Map<string, Map<string, Kept>>();
  const grants = new Map<string, Set<() => void>>();
  return (kind) => {
    const kept = kinds.get(kind) ?? new Map<string, Kept>();
    kinds.set(kind, kept);
    const found = (id: string): Promise<AdapterPayload | undefined> => {
      const { payload, until = 0 } = kept.get(id) ?? {};
      return Promise.resolve(until > Date.now() ? payload : undefined);
    };
    const first = (isIt: (payload: AdapterPayload) => boolean): Promise<AdapterPayload | undefined> => {
      const [id = ''] = [...kept].find(([, { payload }]) => isIt(payload)) ?? [];
      return found(id);
    };
    return {
      upsert: (id, payload, seconds) => {
        kept.delete(id);
        kept.set(id, { payload, until: Date.now() + (seconds || 3600) * 1000 });
        for (const oldest of kept.keys()) if (kept.size > most) kept.delete(oldest);
        if (payload.grantId !== undefined) ofGrant(grants, payload.grantId).add(() => kept.delete(id));
        return Promise.resolve();
      },
      find: found,
      findByUid: (uid) => first((payload) => payload.uid === uid),
      findByUserCode: (code) => first((payload) => payload.userCode === code),
      consume: async (id) => {
        const payload = await found(id);
        if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      },
      destroy: (id) => {
        kept.delete(id);
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        for (const revoke of grants.get(grantId) ?? []) revoke();
        grants.delete(grantId);
        return Promise.resolve();
      },
    };
  };
}

function ofGrant(grants: Map<string, Set<() => void>>, grantId: string): Set<() => void> {
  const revoking = grants.get(grantId) ?? new Set();
  grants.set(grantId, revoking);
  for (const [oldest] of grants) if (grants.size > most) grants.delete(oldest);
  return revoking;
}
