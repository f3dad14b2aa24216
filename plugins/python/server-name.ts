/** The interpreter's server in the configuration of the hub. */
export const SERVER = "python";
