import { serverLimits } from "./limits.ts";
import { Momentary, Refusal } from "./refusal.ts";
import type { Limits, Packages, Pool, PythonOptions } from "./types.ts";

/** What the tools of one server work with: made at the first need, so that a server that only waits holds nothing. */
export interface Workshop {
  readonly store: string;
  readonly limits: Limits;
  packages(): Promise<Packages>;
  pool(): Promise<Pool>;
  /** The image that is meant: the named one, else that of `python add` where there is one, else `base`. */
  image(name: string | undefined): Promise<string>;
  /** Ends every process. */
  close(): Promise<void>;
}

export function createWorkshop(options: PythonOptions): Workshop {
  const { store } = options;
  const limits = serverLimits(options);
  let packages: Promise<Packages> | undefined;
  let pool: Promise<Pool> | undefined;
  let isClosed = false;
  const openPackages = async () => {
    const { createPackages } = await import("./wheels/index.ts");
    return createPackages({ store, ...(options.index !== undefined && { index: options.index }) });
  };
  const openPool = async () => {
    const { createPool } = await import("./pool/index.ts");
    const { allowWeak, poolSize: size } = options;
    return createPool({
      store,
      packages: await workshop.packages(),
      memoryBytes: limits.memoryBytes,
      allowWeak: allowWeak ?? false,
      ...(size !== undefined && { size }),
    });
  };
  const workshop: Workshop = {
    store,
    limits,
    packages: () => (packages ??= openPackages()),
    pool() {
      if (isClosed) throw new Momentary("this server is ending; start it again");
      return (pool ??= openPool());
    },
    async image(name) {
      const known = (await (await workshop.packages()).images()).map((image) => image.name);
      const { DEFAULT_IMAGE } = await import("./wheels/index.ts");
      if (name === undefined) return known.includes(DEFAULT_IMAGE) ? DEFAULT_IMAGE : "base";
      if (known.includes(name)) return name;
      throw new Refusal(`image: there is no ${JSON.stringify(name)}; there is ${known.join(", ")}`);
    },
    async close() {
      isClosed = true;
      const opened = await pool?.catch(() => undefined);
      await opened?.close();
    },
  };
  return workshop;
}
