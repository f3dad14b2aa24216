/**
 * Judges answers about a vault without the code that gave them: a CommonMark renderer says what a
 * reader sees, and nothing here imports from the rest of the repository.
 */
export { checkRename, renamedPath } from "./checker/rename.ts";
export { openTasks, overdueTasks, type DueTask, type Task } from "./checker/tasks.ts";
