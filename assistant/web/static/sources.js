// Adds files one by one with their progress, and follows how they are read. All words come from the page.

const key = document.querySelector('meta[name="form-key"]').content;
document.documentElement.classList.add("scripted");

// What was done is said once, and not again when the page is read anew.
if (new URLSearchParams(location.search).has("done")) history.replaceState(history.state, "", location.pathname);

// Sending files

const form = document.querySelector("[data-upload]");
const sending = document.querySelector("[data-sending]");
const sent = document.querySelector("[data-sent]");
const waiting = [];
let busy = false;
let counts = { done: 0, all: 0 };

/** Yield every file of what was dropped, folders included, with its path. */
async function* filesOf(entries) {
  for (const entry of entries) {
    if (!entry) continue;
    if (entry.isFile) {
      const file = await new Promise((good, bad) => entry.file(good, bad));
      yield { file, name: entry.fullPath.replace(/^\//, "") };
    } else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((good, bad) => reader.readEntries(good, bad));
        if (!some.length) break;
        yield* filesOf(some);
      }
    }
  }
}

function enqueue(file, name) {
  if (name.split("/").some((part) => part.startsWith("."))) return;
  const row = document.createElement("li");
  const label = document.createElement("span");
  const said = document.createElement("span");
  const bar = document.createElement("progress");
  label.textContent = name;
  said.textContent = form.dataset.textWaiting;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", name);
  row.append(label, said, bar);
  sending.append(row);
  waiting.push({ file, name, row, said, bar });
  counts.all += 1;
  if (file.size > Number(form.dataset.most)) { // said at once, not when all of it has been sent
    waiting.pop();
    bar.remove();
    said.className = "wrong";
    said.textContent = form.dataset.textLarge;
    sending.prepend(row);
    counts.done += 1;
    tally();
  }
  next();
}

function tally() {
  sent.textContent = `${counts.done}/${counts.all} ${form.dataset.textSum}`;
}

function next() {
  const item = busy ? null : waiting.shift();
  if (!item) return;
  busy = true;
  item.said.className = "";
  item.said.textContent = form.dataset.textSending;
  const data = new FormData();
  data.append("kind", form.elements.kind.value);
  data.append("files", item.file, item.name);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Form-Key", key);
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) item.bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => answered(item, request));
  request.addEventListener("error", () => broken(item, form.dataset.textBroken));
  request.addEventListener("timeout", () => broken(item, form.dataset.textBroken));
  request.send(data);
}

function answered(item, request) {
  if (request.status === 413) return broken(item, form.dataset.textLarge);
  let rows;
  try {
    rows = request.status === 200 ? JSON.parse(request.responseText) : null;
  } catch {
    rows = null;
  }
  if (!rows) return broken(item, form.dataset.textRefused);
  item.bar.remove();
  item.said.textContent = rows.length === 1 ? rows[0].text : "";
  item.said.className = rows.length === 1 && rows[0].wrong ? "wrong" : "";
  if (rows.some((row) => row.wrong)) sending.prepend(item.row); // what needs a hand is not to be looked for
  for (const row of rows.length === 1 ? [] : rows) {
    const line = document.createElement("span");
    line.textContent = `${row.name}: ${row.text}`;
    line.className = row.wrong ? "wrong" : "";
    item.row.append(line, document.createElement("span"));
  }
  went();
  follow();
}

function broken(item, text) {
  const again = document.createElement("button");
  again.type = "button";
  again.className = "quiet";
  again.textContent = form.dataset.textAgain;
  again.addEventListener("click", () => {
    again.remove();
    waiting.push(item);
    counts.done -= 1;
    next();
  });
  item.said.className = "wrong";
  item.said.textContent = text;
  item.bar.value = 0;
  item.row.append(again);
  sending.prepend(item.row);
  went();
}

function went() {
  counts.done += 1;
  tally();
  busy = false;
  next();
}

if (form) {
  const drop = form.querySelector(".drop");
  const folder = form.querySelector("[data-folder-input]");
  form.querySelector("[data-folder]").addEventListener("click", () => folder.click());
  const take = (input) => {
    for (const file of [...input.files]) enqueue(file, file.webkitRelativePath || file.name);
    input.value = "";
  };
  folder.addEventListener("change", () => take(folder));
  form.addEventListener("submit", (event) => {
    if (!form.elements.files.files.length) return;
    event.preventDefault();
    take(form.elements.files);
  });
  // The whole page takes files: one that misses the box must not make the browser leave for it.
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) drop.classList.remove("over");
  });
  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer?.types.includes("Files") || event.target.closest?.("#f-list")) return;
    event.preventDefault();
    drop.classList.remove("over");
    // Both must be asked for at once: what was dropped is gone when this has waited for anything.
    const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
    const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
    const plain = items.map((item, at) => (entries[at] ? null : item.getAsFile()));
    for (const file of plain) if (file) enqueue(file, file.name);
    for await (const { file, name } of filesOf(entries)) enqueue(file, name);
  });
  addEventListener("beforeunload", (event) => {
    if (busy || waiting.length) event.preventDefault();
  });
}

// Following how files are read

let stream = null;
let states = "";
let drawing = Promise.resolve();

function follow() {
  const list = document.getElementById("source-list");
  if (stream || !list) return;
  stream = new EventSource(list.dataset.events);
  stream.addEventListener("state", (event) => {
    const now = JSON.parse(event.data);
    const fresh = JSON.stringify(now.states);
    if (fresh !== states) {
      states = fresh;
      drawing = drawing.then(redraw);
    }
    drawing.then(() => tell(now));
  });
  stream.addEventListener("idle", () => {
    stream.close();
    stream = null;
    drawing = drawing.then(redraw);
  });
}

function tell(now) {
  const place = document.querySelector("[data-progress]");
  const bar = document.querySelector(".reading-bar");
  const text = document.createElement("p");
  text.textContent = now.text;
  place.replaceChildren(text);
  bar.hidden = !now.total;
  bar.max = now.total || 1;
  bar.value = now.done;
}

/** Put the list as it is now in place of the old one, unless somebody is about to change something in it. */
async function redraw() {
  const old = document.getElementById("source-list");
  if (old.contains(document.activeElement) && document.activeElement.matches("select, input")) return;
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const made = page.getElementById("source-list");
    const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const checked = new Set([...old.querySelectorAll("input:checked")].map((box) => box.value));
    const said = old.querySelector("[data-progress]");
    old.replaceWith(document.importNode(made, true));
    const list = document.getElementById("source-list");
    // The same element goes on, so that what it says is announced as a change.
    list.querySelector("[data-progress]").replaceWith(said);
    if (!("running" in list.dataset) && !stream) said.replaceChildren();
    for (const box of list.querySelectorAll("input[type=checkbox]")) box.checked = checked.has(box.value);
    if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  } catch {
    return; // the next event tries again
  }
}

if (document.querySelector("#source-list[data-running]")) follow();
