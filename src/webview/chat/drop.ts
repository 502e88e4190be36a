/** What the editor and browsers call a list of addresses that is dragged. */
const lists = ["application/vnd.code.uri-list", "text/uri-list"];

/**
 * Lets files of the editor be dropped on `target`; `take` gets their addresses. The editor keeps drags to itself, but for
 * those with Shift held.
 */
export function takeFiles(target: HTMLElement, take: (uris: readonly string[]) => void): void {
  const offer = (event: DragEvent): void => {
    const { dataTransfer } = event;
    if (!dataTransfer || !lists.some((list) => dataTransfer.types.includes(list))) return;
    event.preventDefault();
    dataTransfer.dropEffect = "copy";
    target.classList.add("dropping");
  };
  target.addEventListener("dragenter", offer);
  target.addEventListener("dragover", offer);
  target.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!target.contains(relatedTarget as Node | null)) target.classList.remove("dropping");
  });
  target.addEventListener("drop", (event) => {
    target.classList.remove("dropping");
    const uris = urisIn(event.dataTransfer);
    if (!uris.length) return;
    event.preventDefault();
    take(uris);
  });
}

function urisIn(data: DataTransfer | null): string[] {
  const text = lists.map((list) => data?.getData(list)).find(Boolean) ?? "";
  return text.split(/\r?\n/).filter((line) => line && !line.startsWith("#"));
}
