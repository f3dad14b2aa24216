/** Something the person at the terminal can mend: one sentence and an exit code. */
export class LaunchError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode 2 usage, 75 try again later
   */
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}
