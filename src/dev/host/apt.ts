import { onPath } from "./onPath.ts";
import { shell } from "./shell.ts";

const isRoot = (): boolean => process.getuid?.() === 0;

/** True on Debian and its kin, for somebody who may install packages. */
export const hasApt = (): boolean =>
  onPath("apt-get") !== undefined && (isRoot() || onPath("sudo") !== undefined);

/** Installs Debian's packages, without what they only recommend. @throws {Error} with the end of what apt-get said */
export async function aptInstall(...packages: readonly string[]): Promise<void> {
  const apt = async (...args: string[]): Promise<void> => {
    const [command = "", ...rest] = isRoot() ? ["apt-get", ...args] : ["sudo", "apt-get", ...args];
    await shell(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  };
  await apt("update", "-qq");
  await apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
}
