// The source viewer: moves about without loading the whole page, shows the quote, and tells what was selected.
// Works wherever a .viewer is on the page, also one that the workbench has just put there.

/** Put the viewer of an address into an element, as a pane. Returns false when there is none, null without a connection. */
export async function load(container, address) {
  const url = new URL(address, location.href);
  url.searchParams.set("pane", "1");
  container.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return false;
    const made = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".viewer");
    if (!made) return false;
    container.replaceChildren(document.importNode(made, true));
    return true;
  } catch {
    return null;
  } finally {
    container.removeAttribute("aria-busy");
  }
}

/** Let the words of a page fill a narrow pane, or begin where the screen begins: its margins can be scrolled to. */
function fit(viewer, hold) {
  const sheet = viewer.querySelector(".sheet.zoom-100");
  const lines = [...viewer.querySelectorAll("g.words text")];
  if (!sheet || !lines.length) return;
  const number = (line, name) => Number(line.getAttribute(name));
  const left = Math.max(0, Math.min(...lines.map((line) => number(line, "x"))) - 25);
  const right = Math.min(1000, Math.max(...lines.map((line) => number(line, "x") + number(line, "textLength"))) + 25);
  if ("pane" in viewer.dataset && hold.clientWidth < 700 && sheet.offsetWidth <= hold.clientWidth) {
    sheet.style.maxWidth = "none";
    sheet.style.width = `${Math.round(100 * Math.min(1.6, Math.max(1, 1000 / (right - left))))}%`;
  }
  hold.scrollLeft = (left / 1000) * sheet.offsetWidth;
}

/** Bring the current quote into the middle of what holds it. */
export function reveal(viewer) {
  const hold = viewer.querySelector(".sheet-hold, .text-hold");
  if (!hold) return;
  fit(viewer, hold);
  const mark = viewer.querySelector(".marks .current, mark.current, .marks .found, mark.found");
  if (!mark) return;
  const place = mark.getBoundingClientRect();
  const around = hold.getBoundingClientRect();
  hold.scrollTop += place.top - around.top - hold.clientHeight / 3;
  if (place.left < around.left || place.right > around.right) hold.scrollLeft += place.left - around.left - 16;
}

async function go(viewer, address) {
  if ("pane" in viewer.dataset) {
    const holder = viewer.parentElement;
    const key = document.activeElement?.dataset?.key;
    const shown = await load(holder, address);
    if (shown) {
      // Whoever goes on from quote to quote stays on the key for it.
      const same = key ? holder.querySelector(`a[data-key="${key}"]`) : null;
      (same ?? holder.querySelector(".sheet-hold, .text-hold"))?.focus({ preventScroll: true });
      return;
    }
    if (shown === null) {
      document.dispatchEvent(new CustomEvent("kompass:unreached"));
      return;
    }
  }
  location.assign(address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".viewer[data-pane] a[data-viewer]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(link.closest(".viewer"), link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.(".viewer[data-pane] form[data-viewer]");
  if (!form) return;
  event.preventDefault();
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form)).toString();
  go(form.closest(".viewer"), url.href);
});

// What is selected in a viewer, for whoever wants to make evidence of it.
let told = "";
function tell() {
  const selection = document.getSelection();
  const node = selection?.anchorNode;
  const viewer = (node?.nodeType === 1 ? node : node?.parentElement)?.closest(".viewer");
  const inside = viewer && selection.focusNode && viewer.contains(selection.focusNode) && node.parentElement?.closest(".words");
  const text = inside ? selectedText(selection) : "";
  if (!viewer || text === told) return;
  told = text;
  const detail = { sourceId: viewer.dataset.source, text };
  viewer.dispatchEvent(new CustomEvent("kompass:selection", { bubbles: true, detail }));
}

function selectedText(selection) {
  const range = selection.getRangeAt(0);
  const lines = [...(range.commonAncestorContainer.querySelectorAll?.("g.words text") ?? [])].filter((line) => range.intersectsNode(line));
  if (!lines.length) return selection.toString().trim();
  // Lines of a picture are elements of their own: a blank, or a hyphen that falls away, stands between them.
  const parts = lines.map((line) => {
    const part = document.createRange();
    part.selectNodeContents(line);
    if (line.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
    if (line.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
    return part.toString();
  });
  return parts.join("\n").replace(/\u00ad\n/g, "").replace(/\s+/g, " ").trim();
}
document.addEventListener("selectionchange", () => {
  clearTimeout(tell.timer);
  tell.timer = setTimeout(tell, 150);
});

const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");
document.addEventListener("keydown", (event) => {
  const viewer = document.querySelector(".viewer:not([data-pane])");
  if (!viewer || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") {
    event.preventDefault();
    viewer.querySelector("[data-key-focus]")?.focus();
    return;
  }
  const scrolls = event.key.startsWith("Arrow") && event.target.closest(".sheet-hold, .text-hold, summary, .viewer nav");
  const link = scrolls ? null : viewer.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
  if (link) link.click();
});

const seen = new WeakSet();
function show() {
  for (const viewer of document.querySelectorAll(".viewer")) {
    if (seen.has(viewer)) continue;
    seen.add(viewer);
    reveal(viewer);
  }
}
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
show();
