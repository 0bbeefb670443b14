// Editing a text: moving, adding and removing sentences at once, citing from the list of quotes, and never losing
// what was written. Without this script the same buttons ask the service for a changed form.

import { Kept } from "./kept.js";

const main = document.getElementById("main");
let active = null;

function start() {
  const form = document.getElementById("text");
  if (!form) return;
  const words = form.dataset;
  const store = new Kept(words.user, `text/${words.key}`);
  const said = document.getElementById("said");
  const say = (text, what = "") => { said.textContent = text.replace("{n}", what); };
  const rows = (list) => [...list.querySelectorAll("[data-row]")];

  function renumber(list) {
    rows(list).forEach((row, n) => {
      row.querySelector("label").textContent = row.querySelector("label").dataset.label.replace("{n}", n + 1);
      for (const button of row.querySelectorAll("[data-move]")) {
        button.setAttribute("aria-label", button.dataset.label.replace("{n}", n + 1));
      }
    });
  }

  function chips(row) {
    const input = row.querySelector("[name=cites]");
    const numbers = input.value.match(/\d+/g) || [];
    const shown = numbers.map((number) => {
      const card = document.getElementById(`b-${number}`);
      if (!card) return null;
      const link = document.createElement("a");
      const source = card.querySelector("figcaption a");
      link.className = "chip" + (card.querySelector("[data-cite]") ? "" : " stale");
      link.href = source ? source.href : `#b-${number}`;
      const title = source ? source.textContent : "";
      link.textContent = `${number} ${title.length > 28 ? title.slice(0, 27) + "…" : title}`;
      return link;
    });
    row.querySelector(".chips").replaceChildren(...shown.filter(Boolean));
    row.querySelector(".bare").hidden = input.value.trim() !== "";
  }

  function state() {
    return [...form.querySelectorAll("[data-row]")].map((row) => ["section", "text", "cites", "question"].map(
      (name) => row.querySelector(`[name=${name}]`).value));
  }

  let timer = 0;
  function changed() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const ids = [...form.querySelectorAll("[name=evidence]")].map((input) => input.value);
      store.put("rows", { version: words.version, rows: state(), ids });
    }, 300);
  }
  function keepNow() {
    clearTimeout(timer);
    const ids = [...form.querySelectorAll("[name=evidence]")].map((input) => input.value);
    store.put("rows", { version: words.version, rows: state(), ids });
  }
  function forget() {
    clearTimeout(timer);
    store.forget();
  }

  function made(section) {
    const row = document.getElementById("blank").content.querySelector("[data-row]").cloneNode(true);
    const name = `x${Math.random().toString(36).slice(2, 9)}`;
    row.querySelector("[name=section]").value = section;
    for (const [tag, letter] of [["[name=text]", "t"], ["[name=cites]", "c"]]) {
      const field = row.querySelector(tag);
      row.querySelector(`label[for="${field.id}"]`).htmlFor = `${letter}-${name}`;
      field.id = `${letter}-${name}`;
    }
    dress(row);
    return row;
  }

  function dress(row) {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.textContent = "⠿";
    handle.title = words.drag;
    handle.setAttribute("aria-hidden", "true");
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      row.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      event.dataTransfer.setDragImage(row, 0, 0);
    });
    handle.addEventListener("dragend", () => { row.classList.remove("dragged"); renumber(row.parentElement); changed(); });
    row.querySelector(".movers").prepend(handle);
  }

  for (const list of form.querySelectorAll(".sentences")) {
    rows(list).forEach(dress);
    list.addEventListener("dragover", (event) => {
      const row = form.querySelector(".dragged");
      if (!row || row.parentElement !== list) return;
      event.preventDefault();
      const before = rows(list).find((other) => other !== row && event.clientY < other.getBoundingClientRect().top + other.offsetHeight / 2);
      list.insertBefore(row, before || null);
    });
    list.addEventListener("drop", (event) => event.preventDefault());
  }

  const moves = {
    up(row, list) { if (row.previousElementSibling) list.insertBefore(row, row.previousElementSibling); },
    down(row, list) { if (row.nextElementSibling) list.insertBefore(row.nextElementSibling, row); },
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.move) {
      event.preventDefault();
      const row = button.closest("[data-row]"), list = row.parentElement;
      if (button.dataset.move === "remove") {
        const next = row.nextElementSibling || row.previousElementSibling;
        row.remove();
        (next ? next.querySelector("textarea") : list.closest("fieldset").querySelector("[data-add]")).focus();
        say(words.removed);
      } else {
        moves[button.dataset.move](row, list);
        button.focus();
        say(words.moved, rows(list).indexOf(row) + 1);
      }
      renumber(list);
      changed();
    } else if (button.dataset.add) {
      event.preventDefault();
      const list = button.closest("fieldset").querySelector(".sentences");
      const row = made(button.dataset.add);
      list.append(row);
      renumber(list);
      row.querySelector("textarea").focus();
      say(words.added);
      changed();
    }
  });

  form.addEventListener("focusin", (event) => { active = event.target.closest("[data-row]") || active; });
  form.addEventListener("input", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && event.target.name === "cites") chips(row);
    changed();
  });

  for (const button of document.querySelectorAll("[data-cite]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = active && active.isConnected ? active : form.querySelector("[data-row]");
      if (!row) return;
      const input = row.querySelector("[name=cites]");
      const numbers = input.value.match(/\d+/g) || [];
      if (!numbers.includes(button.dataset.cite)) input.value = [...numbers, button.dataset.cite].join(", ");
      chips(row);
      say(words.cited, button.dataset.cite);
      changed();
    });
  }

  function post(act) {
    const data = new FormData(form);
    data.set("act", act);
    return fetch(form.action, { method: "POST", body: new URLSearchParams(data) });
  }

  // Whoever signs in anew, in another tab too, gets another form key; the page as it is now has it.
  async function renewed() {
    const answer = await fetch(location.pathname);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const key = page.querySelector("#text [name=form_key]")?.value;
    const field = form.querySelector("[name=form_key]");
    if (!answer.ok || answer.redirected || !key || key === field.value) return false;
    field.value = key;
    return true;
  }

  async function answered(answer) {
    const to = new URL(answer.url);
    if (answer.redirected && to.pathname === new URL(form.action).pathname) {
      forget();
      location.assign(answer.url);
      return;
    }
    if (answer.redirected) {
      keepNow();
      document.getElementById("signed-out").hidden = false;
      document.getElementById("sign-in-again").focus();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("main");
    if (!fresh?.querySelector("#text")) {
      // Not this page again, so what was written stays where it is.
      keepNow();
      say(fresh?.querySelector(".notice.wrong")?.textContent.trim() || words.offline);
      return;
    }
    main.replaceChildren(...fresh.childNodes);
    start();
    main.focus();
    scrollTo(0, 0);
  }

  let busy = false;
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (button && !["save", "confirm"].includes(button.value)) return;
    event.preventDefault();
    if (busy) return; // a second click would meet its own first as a conflict
    busy = true;
    const act = button ? button.value : "save";
    try {
      let answer = await post(act);
      if (answer.status === 403 && await renewed()) answer = await post(act);
      await answered(answer);
    } catch {
      keepNow();
      say(words.offline);
    } finally {
      busy = false;
    }
  });

  const old = store.get("rows");
  const found = document.getElementById("found");
  if (words.unsaved || (old && JSON.stringify(old.rows) === JSON.stringify(state()))) { if (!words.unsaved) forget(); }
  else if (old && Array.isArray(old.rows)) {
    found.hidden = false;
    found.querySelector("p").textContent = words.kept.replace("{n}", new Date(old.at).toLocaleString(document.documentElement.lang));
    found.querySelector("[data-found=take]").addEventListener("click", () => {
      const ids = [...form.querySelectorAll("[name=evidence]")].map((input) => input.value);
      form.querySelector("[name=version]").value = old.version; // so that what others saved since shows as a conflict
      for (const list of form.querySelectorAll(".sentences")) list.replaceChildren();
      for (const [section, text, cites, question] of old.rows) {
        const row = made(section);
        row.querySelector("[name=text]").value = text;
        row.querySelector("[name=question]").value = question;
        // Numbers are those of the page it was written on; the quotes keep their ids.
        row.querySelector("[name=cites]").value = (cites.match(/\d+/g) || []).map((n) => ids.indexOf((old.ids || [])[n - 1]) + 1).filter(Boolean).join(", ");
        const list = form.querySelector(`[data-section=${section}] .sentences`);
        if (!list) continue;
        list.append(row);
        chips(row);
        renumber(list);
      }
      found.hidden = true;
    });
    found.querySelector("[data-found=drop]").addEventListener("click", () => { forget(); found.hidden = true; });
  }
  for (const link of document.querySelectorAll("[data-discard]")) link.addEventListener("click", forget);
}

start();
