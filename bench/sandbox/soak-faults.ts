import type { SoakReport } from "./soak.ts";

/** Above its size when it was warm; what 5,000 runs may add to a process that keeps nothing of them. */
const GROWN_MB = 100;
/** A cell may hold its memory limit while it runs; at rest it was cut back or replaced. */
const LARGEST_CELL_MB = 1000;
/** Of sockets and files: two more cells than at the moment of the first look. */
const GROWN_DESCRIPTORS = 8;

/** What is not as it should be after a soak, in sentences. */
export function faultsOf(report: SoakReport): readonly string[] {
  const { wrong, processesLeft, foldersLeft, descriptorsGrown, largestCellMb } = report;
  const grown = report.parentMbEnd - report.parentMbWarm;
  return [
    ...(wrong.length > 0 ? [`${wrong.length} results are wrong`] : []),
    ...(processesLeft > 0 ? [`${processesLeft} processes are left`] : []),
    ...(foldersLeft > 0 ? [`${foldersLeft} temporary folders are left`] : []),
    ...(descriptorsGrown > GROWN_DESCRIPTORS
      ? [`${descriptorsGrown} more descriptors are open`]
      : []),
    ...(grown > GROWN_MB ? [`this process grew by ${grown} MB`] : []),
    ...(largestCellMb > LARGEST_CELL_MB ? [`a cell held ${largestCellMb} MB`] : []),
  ];
}
