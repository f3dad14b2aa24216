/** Where registrations and tokens outlive the process: the secrets of the home. Never in the ledger, the wire or a log. */
export interface OAuthStore {
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  /** False: there was none. */
  remove(name: string): Promise<boolean>;
}

/** For a home without a store: they end with the process. */
export function memoryStore(): OAuthStore {
  const values = new Map<string, string>();
  return {
    get: async (name) => values.get(name),
    set: async (name, value) => void values.set(name, value),
    remove: async (name) => values.delete(name),
  };
}
