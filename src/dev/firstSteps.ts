import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What to try, in the terminal. */
export const firstSteps = `
  Ask      open Hearth in the activity bar, type a question, press Enter
  Search   Ctrl+Alt+F, then say in your words what the code does
  Listen   select some text or code, then Ctrl+Alt+R`;

const onSample = `# Try Hearth on this project

|            |                                                                                                                |
| ---------- | -------------------------------------------------------------------------------------------------------------- |
| **Ask**    | Click the flame at the left, type a question, press Enter. To ask about code, select it and press Ctrl+Alt+H.  |
| **Search** | Ctrl+Alt+F, then \`somebody asks the server far too often\`. The arrows preview, Esc brings you back.            |
| **Listen** | Open \`docs/loans.md\`, press Ctrl+A, then Ctrl+Alt+R. The first time, click _Enable audio_ in the player.       |
| **More**   | F1, then \`Hearth\` for all commands; F1, then \`Open Walkthrough\` for the tour; the **Models** view for others. |

---

`;

/** Puts what to try in front of the README with which the window of the sample project opens. */
export async function writeFirstSteps(sample: string): Promise<void> {
  const path = join(sample, "README.md");
  await writeFile(path, onSample + (await readFile(path, "utf8")));
}
