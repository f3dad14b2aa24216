/** How one name in a folder of ours is removed. */
export interface Known {
  readonly name: RegExp;
  /** `tree`: a folder with all that is in it. `skill`: such a folder, if it is a skill. A list: what a folder may hold. */
  readonly is: "file" | "tree" | "skill" | readonly Known[];
}

const file = (name: RegExp): Known => ({ name, is: "file" });
const database = (name: string) => file(new RegExp(`^${name}\\.db(?:-wal|-shm|-journal)?$`));

const TENANT: readonly Known[] = [
  database("ledger"),
  database("contents"),
  file(/^origin\.key$/),
  file(/^tree\.blocks$/),
  file(/^otlp-cursor\.json(?:\.new)?$/),
  { name: /^archive$/, is: [file(/^\d{6,}\.parquet(?:\.new)?$/)] },
  { name: /^wire$/, is: [file(/^\d{13}-[0-9a-f]{8}\.jsonl(?:\.zst(?:\.new)?)?$/)] },
  { name: /^manifests$/, is: [file(/^[\w-]{1,64}\.json(?:\.new)?$/)] },
  { name: /^restoring$/, is: [file(/^[0-9a-f-]{36}\.json$/)] },
  { name: /^index$/, is: [database("vectors")] },
  { name: /^empty$/, is: [] },
  {
    name: /^skills$/,
    is: [
      { name: /^\.(?:adding|keeping)-\w{6}$/, is: "tree" },
      { name: /^[^.]/, is: "skill" },
    ],
  },
];

/**
 * All that this program puts into a home, in the order in which it goes. The stamp goes last: what was broken off can
 * be done again.
 */
export const HOME: readonly Known[] = [
  { name: /^tenants$/, is: [{ name: /^default$/, is: TENANT }] },
  file(/^config\.json(?:\.new)?$/),
  { name: /^connections$/, is: [file(/^[\w-]+\.(?:json(?:\.new)?|before\.secret)$/)] },
  { name: /^packages$/, is: "tree" },
  { name: /^python$/, is: "tree" },
  file(/^secrets\.(?:age|key|json)(?:\.new)?$/),
  file(/^program\.json(?:\.new)?$/),
  file(/^(?:events|mcp)\.sock$/),
  file(/^(?:token|tokens\.json|http\.json)(?:\.new)?$/),
  file(/^kernel\.(?:sock|log|log\.1|lock(?:-journal)?)$/),
  file(/^home\.json\.new$/),
  file(/^home\.json$/),
];

/** All that the launcher puts into its cache. */
export const CACHE: readonly Known[] = [
  file(/^bun-\d[\w.+-]*\.lock(?:\.after-\d+)?$/),
  { name: /^bun-\d[\w.+-]*\.stage$/, is: "tree" },
  { name: /^bun-\d[\w.+-]*$/, is: [file(/^bun$/)] },
];
