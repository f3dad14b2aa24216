/** Python packages for programs, and the images made of them: as the interpreter's server has them. */
export interface Packages {
  /** Resolves with dependencies, fetches what is missing, checks hashes, and puts them into an image. */
  add(
    image: string,
    requirements: readonly string[],
    progress: {
      readonly signal: AbortSignal;
      /** Bytes so far and in all; `total` null: nobody knows. */
      fetched?(name: string, bytes: number, total: number | null): void;
    },
  ): Promise<AddedPackages>;
  images(): Promise<readonly PackageImage[]>;
  /** The names that are gone with it. */
  remove(image: string, names: readonly string[]): Promise<readonly string[]>;
}

export interface AddedPackages {
  readonly image: string;
  readonly added: readonly {
    readonly name: string;
    readonly version: string;
    readonly bytes: number;
    readonly from: string;
    readonly sha256: string;
  }[];
  /** They were in the image already. */
  readonly present: readonly string[];
}

export interface PackageImage {
  readonly name: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly bytes: number;
    /** What was asked for by name; the others came along. */
    readonly isRequested: boolean;
  }[];
}

/**
 * Opens the store of packages; `from` is a folder with wheels, and then no network is touched. Provided as `packages`,
 * named `python`; loaded when it is used.
 */
export type OpenPackages = (from?: string) => Promise<{
  readonly packages: Packages;
  /** Where packages go when nobody names an image. */
  readonly standard: string;
}>;
