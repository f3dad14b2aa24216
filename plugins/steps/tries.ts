/** Calls of a step that may come to nothing before it has failed. */
export const MOST_TRIES = 2;
