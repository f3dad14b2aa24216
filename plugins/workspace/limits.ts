/** A larger file is known by its hash alone. */
export const LARGEST_KEPT = 10 * 1024 * 1024;
/** Reading what is larger than this would take longer than anybody waits: it is known by its size and its change time. */
export const LARGEST_HASHED = 256 * 1024 * 1024;

/** One look below a touched folder holds up the kernel: what is larger counts as not kept. */
export const TOUCHED = { entries: 5000, bytes: 64 * 1024 * 1024 } as const;

/** What a look at a whole folder may take; it lets others work in between. */
export const WHOLE = { entries: 100_000, bytes: 1024 * 1024 * 1024, milliseconds: 10_000 } as const;
/** Before a folder that was too large is tried again. */
export const TRY_AGAIN_MS = 600_000;
/** How long a look at a whole folder works before others have their turn. */
export const TURN_MS = 10;

/**
 * A file that changed this shortly before it was looked at may change again without a new change time: file systems stamp
 * with the clock's last tick, which may be 10 ms old. It is read again next time.
 */
export const FRESH_MS = 20;
