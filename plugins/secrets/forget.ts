import { type Keychain, systemKeychain } from "./keychain.ts";
import { KeychainNames } from "./keychain-names.ts";

/** Takes what this home has put into the keychain out of it, and names what could not be. */
export async function forgetKeychain(
  home: string,
  keychain: Keychain = systemKeychain(home),
): Promise<readonly string[]> {
  const names = new KeychainNames(home);
  const left: string[] = [];
  for (const name of names.read()) {
    try {
      await keychain.remove(name);
    } catch {
      left.push(name);
    }
  }
  return left;
}
