import type { Runs } from "../../kernel/run/runs.ts";
import type { RunRequest } from "../contracts/lifecycle.ts";
import type { GrantedShare, RunShares } from "../contracts/run-shares.ts";

/** What a run is granted of what it asks. One that another run begins has its part of that one's. */
export async function grantedShare({ services }: Runs, request: RunRequest): Promise<GrantedShare> {
  let { budget } = request;
  const granted: GrantedShare[] = [];
  const release = () => granted.forEach((one) => one.release());
  if (request.parent) return { budget, release };
  try {
    for (const shares of services.provided<RunShares>("run-shares").values()) {
      const one = await shares.grant({ ...request, budget });
      granted.push(one);
      ({ budget } = one);
    }
  } catch (error) {
    release();
    throw error;
  }
  return { budget, release };
}
