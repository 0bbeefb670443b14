// Asking without leaving the page: sentences are shown as they come. A broken connection loses nothing: the question
// keeps its key, so asking again gives the answer that was made, and never the same question twice. What a language
// model writes is shown as unchecked until its sentence comes, checked, in its place.

const form = document.querySelector("form.asking");
const turns = document.getElementById("turns");

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function parsed(html) {
  // The service escapes every word of it; a template runs nothing.
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    let end;
    while ((end = rest.indexOf("\n\n")) >= 0) {
      const lines = rest.slice(0, end).split("\n");
      rest = rest.slice(end + 2);
      if (!lines[0].startsWith("event: ")) continue; // a sign of life
      yield [lines[0].replace("event: ", ""), JSON.parse(lines[1].replace("data: ", ""))];
    }
  }
}

if (form) {
  const said = document.getElementById("said");
  const question = form.elements.question, key = form.elements.key;
  const stop = document.getElementById("stop");
  const say = (text) => said.replaceChildren(document.createTextNode(text));
  let busy = false, leave = null;

  function write(article, text) {
    let line = article.querySelector(".writing");
    if (!text) { line?.remove(); return; }
    if (!line) {
      line = document.createElement("p");
      line.className = "writing";
      line.setAttribute("aria-hidden", "true");
      article.append(line);
    }
    line.textContent = `${said.dataset.writing} ${text}`;
  }

  function place(article) {
    const known = document.getElementById(article.id);
    if (known) known.replaceWith(article); else turns.prepend(article);
    return article;
  }

  function begin(text) {
    const article = document.createElement("article");
    article.className = "turn card";
    article.id = `turn-${key.value}`;
    article.setAttribute("aria-busy", "true");
    const head = document.createElement("h2");
    head.textContent = text;
    article.append(head);
    document.getElementById("hint")?.remove();
    return place(article);
  }

  function failed(article, text) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "secondary";
    again.textContent = said.dataset.again;
    again.addEventListener("click", () => form.requestSubmit());
    say(`${text} `);
    said.append(again);
    if (article) write(article, "");
    if (article && article.querySelectorAll("figure").length === 0) article.remove();
    else article?.removeAttribute("aria-busy");
  }

  stop.addEventListener("click", () => {
    const body = new URLSearchParams({ form_key: form.elements.form_key.value, key: key.value });
    fetch(`${form.action}/stop`, { method: "POST", body, keepalive: true }).catch(() => {});
    leave?.abort();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    leave = new AbortController();
    const text = question.value.trim();
    let article = null, end = "";
    say(said.dataset.searching);
    stop.hidden = false;
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(`${form.action}/stream`, { method: "POST", body, signal: leave.signal });
      if (!answer.ok || !answer.headers.get("content-type").startsWith("text/event-stream")) { location.reload(); return; }
      article = begin(text);
      for await (const [name, data] of events(answer)) {
        if (name === "writing") write(article, data);
        if (name === "sentence") { write(article, ""); article.append(parsed(data)); }
        if (name === "problem") { write(article, ""); article.append(parsed(data)); }
        if (name === "done") article = place(parsed(data).querySelector("article"));
        if (["done", "problem", "stopped"].includes(name)) end = name;
      }
      if (end === "done") {
        question.value = "";
        key.value = fresh();
        say(said.dataset.done);
        article.focus({ preventScroll: true });
      } else if (end === "problem") {
        article.removeAttribute("aria-busy");
        key.value = fresh();
        say("");
      } else if (end === "stopped") stopped(article);
      else failed(article, said.dataset.cut);
    } catch {
      if (leave.signal.aborted) stopped(article);
      else failed(article, article ? said.dataset.cut : said.dataset.unsent);
    } finally {
      busy = false;
      stop.hidden = true;
    }
  });

  function stopped(article) {
    article?.remove();
    key.value = fresh();
    say(said.dataset.stopped);
    question.focus();
  }

  question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
}
