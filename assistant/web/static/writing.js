// Follows what a language model writes for a text, without holding the page up. The same wish sent again joins what is
// being written, so a line that breaks costs nothing. All words come from the page.

const holder = document.querySelector("[data-writings]");
const OFTEN = 700, SELDOM = 4000; // milliseconds between two questions
let following = "";

function shown(html) {
  // The service escapes every word of it; a template runs nothing.
  const made = document.createElement("template");
  made.innerHTML = html;
  holder.replaceChildren(made.content);
  return holder.querySelector("[data-writing]");
}

function tell(text) {
  let line = holder.querySelector("[data-line]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.line = "";
    line.className = "wrong";
    line.setAttribute("role", "status");
    holder.append(line);
  }
  line.textContent = text;
  if (!text) line.remove();
}

async function answered(answer) {
  // A page instead of data: signed out, or somebody else's now.
  if (!answer.ok || answer.redirected || !(answer.headers.get("content-type") ?? "").startsWith("application/json")) {
    location.reload();
    return null;
  }
  return answer.json();
}

function took(told) {
  const card = holder.querySelector("[data-writing]");
  if (told.state === "running" && card) {
    const said = card.querySelector("[data-said]");
    // What is read aloud says only that it has begun to write, not every character.
    if (/\d/.test(told.said) && /\d/.test(said.textContent)) said.setAttribute("aria-live", "off");
    if (said.textContent !== told.said) said.textContent = told.said;
    card.querySelector("[data-time]").textContent = told.time;
    return true;
  }
  if (told.state === "none") { location.reload(); return false; }
  if (told.state !== "running" && "goes" in holder.dataset) { location.replace(holder.querySelector("[data-writing]").dataset.writing); return false; }
  const focused = card?.contains(document.activeElement);
  const fresh = shown(told.card);
  if (focused) { fresh.tabIndex = -1; fresh.focus({ preventScroll: true }); }
  return told.state === "running";
}

async function follow() {
  const address = holder.querySelector("[data-writing]")?.dataset.writing;
  if (!address || following) return;
  following = address;
  let wait = OFTEN;
  while (following) {
    await new Promise((done) => setTimeout(done, wait));
    if (!following) break;
    try {
      const told = await answered(await fetch(`${address}/state`, { signal: AbortSignal.timeout(15000) }));
      tell("");
      wait = OFTEN;
      if (!told || !took(told)) following = "";
    } catch {
      tell(holder.dataset.cut);
      wait = SELDOM;
    }
  }
}

async function send(form, button) {
  const body = new URLSearchParams(new FormData(form));
  button?.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Kompass-Script": "1" }, signal: AbortSignal.timeout(20000) });
    const told = await answered(answer);
    if (!told) return;
    tell("");
    const stopped = form.action.endsWith("/stop");
    if (stopped && told.state !== "running") following = "";
    if (stopped ? took(told) : (shown(told.card), told.state === "running")) follow();
    if (!stopped) holder.scrollIntoView({ block: "nearest" });
  } catch {
    tell(holder.dataset.unsent);
  } finally {
    button?.removeAttribute("aria-disabled");
  }
}

if (holder) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.writes, [data-writing] form")) return;
    event.preventDefault();
    if (event.submitter?.getAttribute("aria-disabled") === "true") return;
    send(form, event.submitter);
  });
  if (holder.querySelector("[data-writing][data-state=running]")) follow();
}
