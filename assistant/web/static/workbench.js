// The workbench with script: keys, quotes shown beside the question, text that is never lost.

import { Kept } from "./kept.js";
import { Sending } from "./sending.js";
import { Visiting } from "./visiting.js";

const byId = (id) => document.getElementById(id);
const one = (selector) => document.querySelector(selector);
const words = (name) => byId("words")?.dataset[name] ?? "";

let kept = null;
let selected = null;
let queued = [];

function say(text) {
  const line = byId("spoken");
  if (line) line.textContent = text;
}

function keysOn() {
  try { return localStorage.getItem("kompass-keys") !== "off"; } catch { return true; }
}

// What is set up on every page shown, also one that came as an answer.
function begin() {
  const bench = one("[data-question]");
  if (!bench) return;
  document.documentElement.classList.add("scripted");
  kept = new Kept(bench.dataset.user, bench.dataset.question);
  if (kept.restore(document)) say(words("kept"));
  const box = byId("keys-on");
  if (box) box.checked = keysOn();
  if (matchMedia("(max-width: 51.99rem)").matches) one(".tree .fold")?.removeAttribute("open");
  one(".tree [aria-current]")?.scrollIntoView({ block: "center" });
  byId("marked")?.scrollIntoView({ block: "center" });
  window.scrollTo(0, 0);
  forgetDone();
  if (location.hash.length > 1) byId(location.hash.slice(1))?.scrollIntoView();
  const first = one("[role=alert].notice") ?? byId("done");
  if (first) {
    first.tabIndex = -1;
    first.focus({ preventScroll: location.hash.length > 1 });
  }
  const shown = one(".quote-card.here a.show[data-viewer]");
  if (shown) page(byId("source-view"), shown.dataset.viewer);
  if (bench.dataset.progress) follow(bench.dataset.progress, bench);
}

// What was done is said once, and not again when the page is read anew.
function forgetDone() {
  const here = new URL(location.href);
  if (!here.searchParams.has("done")) return;
  here.searchParams.delete("done");
  history.replaceState(history.state, "", here);
}

// A page that came without a load: it is read out from its heading, and keys pressed meanwhile count.
function arrive() {
  begin();
  if (!one("[role=alert].notice") && !byId("done")) {
    const place = byId(location.hash.slice(1) || "question");
    if (place && place.tabIndex < 0) place.tabIndex = -1;
    place?.focus({ preventScroll: true });
  }
  goOn();
}

// Keys pressed while a page is on its way act on that page, in order: a decision never falls on another question.
function goOn() {
  while (queued.length && !sending.busy && !visiting.busy) queued.shift()();
}

document.addEventListener("kompass:free", goOn);
document.addEventListener("kompass:unsent", () => { queued = []; });

// Drafting: look now and then, and show the result when it is there. What is typed is kept.
async function follow(url, bench) {
  for (;;) {
    await new Promise((done) => setTimeout(done, 1500));
    if (!bench.isConnected) return;
    try {
      const { state } = await (await fetch(url)).json();
      if (state !== "running") {
        location.replace(location.pathname);
        return;
      }
    } catch { /* ask again */ }
  }
}

// Somebody else may decide meanwhile: look now and then while the page is in view, and say so.
setInterval(async () => {
  const bench = one("[data-basis]");
  const notice = byId("changed");
  if (!bench || !notice?.hidden || document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(`${location.pathname}/basis`);
    if (!answer.ok || answer.redirected) return;
    const { basis } = await answer.json();
    notice.hidden = basis === bench.dataset.basis || !bench.isConnected;
  } catch { /* look again later */ }
}, 15000);

// Quotes: one at a time is at hand, and shown in its source at the right.
function cards() {
  return [...document.querySelectorAll(".quote-card[data-evidence]")].filter((card) => card.checkVisibility());
}

function current() {
  return document.activeElement?.closest(".quote-card[data-evidence]") ?? one(".quote-card.here");
}

function step(by) {
  const list = cards();
  const at = list.indexOf(current());
  const next = at < 0 ? list[0] : list[at + by];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  show(next);
}

// The source as it looks, from the source viewer; the plain text stays where it cannot be had.
async function page(pane, address) {
  const { load } = await import("./viewer.js");
  const shown = await load(pane, address);
  if (shown) byId("source-pane").scrollTop = 0;
  return shown;
}

async function show(card) {
  const link = card.querySelector("a.show");
  const pane = byId("source-view");
  if (!link || !pane) return;
  for (const other of document.querySelectorAll(".quote-card.here")) other.classList.remove("here");
  card.classList.add("here");
  for (const other of document.querySelectorAll("a.show[aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  if (link.dataset.viewer && await page(pane, link.dataset.viewer)) return;
  try {
    const answer = await fetch(link.dataset.pane, { headers: { "X-Kompass-Script": "1" } });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const text = await answer.text();
    if (!card.classList.contains("here")) return;
    const made = new DOMParser().parseFromString(text, "text/html");
    pane.replaceChildren(...made.body.childNodes);
    byId("marked")?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    if (error instanceof TypeError) document.dispatchEvent(new CustomEvent("kompass:unreached", { detail: link.href }));
    else location.assign(link.href);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.show");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    show(link.closest(".quote-card"));
    if (matchMedia("(max-width: 75.99rem)").matches) byId("source-pane").scrollIntoView();
  }
  if (event.target.closest?.(".to-quote a") && one(".quote-card.here")) {
    event.preventDefault();
    one(".quote-card.here").scrollIntoView({ block: "center" });
    one(".quote-card.here").focus({ preventScroll: true });
  }
  const opener = event.target.closest?.("[data-open]");
  if (opener) byId(opener.dataset.open)?.showModal();
  if (event.target.closest?.("[data-forget]")) kept?.forget();
  if (event.target.closest?.("#use-selection")) useSelection();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "keys-on") return;
  try { localStorage.setItem("kompass-keys", event.target.checked ? "on" : "off"); } catch { /* off */ }
});

// Text marked in a source becomes a quote: the viewer says so with this event, and so does the plain pane.
document.addEventListener("selectionchange", () => {
  const marked = document.getSelection();
  const text = marked?.toString().trim() ?? "";
  const node = marked?.anchorNode;
  const place = (node instanceof Element ? node : node?.parentElement)?.closest(".in-source[data-source], .found-text[data-source]");
  if (text.length < 8 || !place) return;
  place.dispatchEvent(
    new CustomEvent("kompass:selection", { bubbles: true, detail: { sourceId: place.dataset.source, text } }),
  );
});

document.addEventListener("kompass:selection", (event) => {
  const { sourceId, text } = event.detail ?? {};
  const offer = byId("selection");
  if (offer) offer.hidden = !text?.trim() || text.trim().length < 8 || !byId("quote");
  if (typeof text === "string" && text.trim()) selected = { sourceId: String(sourceId ?? ""), text: text.trim() };
});

// Pressing the button must not take the mark away first.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("#use-selection")) event.preventDefault();
});

function useSelection() {
  byId("selection")?.setAttribute("hidden", "");
  const form = byId("add");
  if (!form) return;
  form.open = true;
  const quote = byId("quote");
  const source = byId("f-source");
  if (selected && source && quote) {
    if ([...source.options].some((option) => option.value === selected.sourceId)) source.value = selected.sourceId;
    quote.value = selected.text;
    kept?.keep(quote);
    selected = null;
    say(words("selected"));
  }
  form.scrollIntoView({ block: "nearest" });
  (quote ?? form.querySelector("summary")).focus();
}

// Keys. Each does what a click on the page does, so that nothing is only on the keyboard or only off it.
function press(selector) {
  const found = one(selector);
  found?.click();
  return Boolean(found);
}

function write(id) {
  const field = byId(id);
  field?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

function choose(value) {
  const radio = one(`#judge input[name=level][value="${value}"]`);
  if (!radio) return;
  radio.click();
  radio.focus();
}

function strike() {
  const card = current() ?? cards()[0];
  const box = card?.querySelector("details.strike");
  if (!box) return;
  box.open = true;
  box.querySelector("input[name=reason]").focus();
}

const KEYS = {
  j: () => press("a[rel=next]"),
  k: () => press("a[rel=prev]"),
  n: () => press(".moves a[data-key=n]"),
  o: () => press(".crumbs a[data-key=o]"),
  x: () => choose("not_applicable"),
  a: () => press("#accept"),
  b: () => press("#decide"),
  m: () => press("#opinion"),
  u: () => press("#undo"),
  g: () => press("#approve"),
  r: () => write("reason"),
  c: () => write("comment"),
  v: () => write("source-pane"),
  s: strike,
  e: useSelection,
  "/": () => write("q"),
  ".": () => step(1),
  ",": () => step(-1),
  "?": () => byId("keys")?.showModal(),
};

function typing(target) {
  return target.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])") !== null;
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!(target instanceof Element) || event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && target.closest("#judge")) {
    event.preventDefault();
    byId("decide")?.click();
    return;
  }
  if (event.key === "Escape" && typing(target)) {
    target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(target) || one("dialog[open]")) return;
  const act = /^[0-9]$/.test(event.key) ? () => choose(event.key) : KEYS[event.key];
  if (!act || (!keysOn() && event.key !== "?") || !one("[data-question]")) return;
  event.preventDefault();
  if (sending.busy || visiting.busy) queued.push(act);
  else act();
});

const visiting = new Visiting(arrive, () => Boolean(sending.waiting));
const sending = new Sending((form) => kept?.sent(form), arrive, (url) => visiting.to(url));
begin();
