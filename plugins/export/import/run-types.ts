/**
 * What a home says of itself: its keys, its plugins, what it has removed, archived, restored. It stands on the tenant's
 * stream and nowhere else; on a run's branch it is somebody's who wants this home to believe it.
 */
const OF_A_HOME = /^(?:origin|kernel|plugin|runs|archive|export|backup|servers)\./;
const AMONG_OTHERS = new Set(["run.removed", "workspace.restoring", "workspace.restored"]);

export function isOfARun(type: string): boolean {
  return !OF_A_HOME.test(type) && !AMONG_OTHERS.has(type);
}
