import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample", size: { width: 1500, height: 800 } });
  // the editor leaves the pictures out where it is narrow
  await window.exec("workbench.action.closeSidebar");
  await window.exec("workbench.action.openWalkthrough", "hearth.hearth#start", false);
});
after(() => window?.stop());

/** The colours of the picture that is shown, without repetition; none while there is no picture with this title. */
async function coloursOf(title: string): Promise<readonly string[]> {
  for (const frame of window.page.frames()) {
    const colours = await frame
      .evaluate((wanted) => {
        if (document.querySelector("svg > title")?.textContent !== wanted) return [];
        const shapes = [...document.querySelectorAll("svg rect, svg circle")];
        return [...new Set(shapes.map((shape) => getComputedStyle(shape).fill))];
      }, title)
      .catch(() => []);
    if (colours.length) return colours;
  }
  return [];
}

test("each of the four steps has a picture, in the colours of the theme", async () => {
  for (const [step, title] of [
    ["Choose the models", "A list of models; one is here, the others can be downloaded"],
    ["Ask your first question", "A question and an answer with a block of code"],
    ["Find code by what it does", "Results for a question about the code"],
    ["Listen", "Code that is read aloud, its sentence marked"],
  ] as const) {
    await window.page.locator(".getting-started-step", { hasText: step }).click();
    await until(async () => (await coloursOf(title)).length > 0, {
      what: `the picture of ${step}`,
    });
    const colours = await coloursOf(title);
    assert.ok(colours.length >= 3, `${step}: ${colours.join(", ")}`);
    assert.ok(!colours.includes("rgb(0, 0, 0)"), `${step}: ${colours.join(", ")}`);
    await window.page.waitForTimeout(400);
    await window.screenshot(`shots/walkthrough-${step.split(" ").at(-1)?.toLowerCase()}.png`);
  }
});

test("the last step lets one hear an example, with nothing open to be read", async () => {
  await window.page.getByRole("button", { name: "Hear an Example" }).click();
  const player = await window.webview("hearth.player");
  await player.getByText("An example").waitFor();
  await player.locator("body[data-state=playing], body[data-state=blocked]").waitFor();
  await window.screenshot("shots/walkthrough-example.png");
  assert.deepEqual(await window.notifications(), []);
});
