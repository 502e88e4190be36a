import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../platform/errors.ts";
import { canInstall, installPackages } from "./host/debian.ts";

const drivers = "/usr/share/vulkan/icd.d";

/**
 * A graphics card made of software, Mesa's llvmpipe: slow, but the engine's own GPU code runs on it. The variables that show
 * it to a process; undefined where it cannot be had, which `say` hears of.
 */
export async function softwareCard(
  say: (line: string) => void,
): Promise<Readonly<Record<string, string>> | undefined> {
  const find = async (): Promise<string | undefined> => {
    const names = await readdir(drivers).catch(() => []);
    return names.find((name) => /^lvp_icd\b.*\.json$/.test(name));
  };
  let driver = await find();
  if (!driver && canInstall()) {
    await installPackages("mesa-vulkan-drivers", "libvulkan1").catch((error: unknown) =>
      say(messageOf(error)),
    );
    driver = await find();
  }
  if (!driver) {
    say("There is no graphics card made of software here: Debian's mesa-vulkan-drivers has one.");
    return undefined;
  }
  // llama.cpp leaves out cards that are processors unless they are named
  return { VK_DRIVER_FILES: join(drivers, driver), GGML_VK_VISIBLE_DEVICES: "0" };
}
