/** Calls a verb of the kernel. */
export type Call = <T>(verb: string, input?: object) => Promise<T>;
