// Follows the job of an assessment and shows the page anew when it is done. All words come from the page.

const place = document.querySelector("[data-job]");

function left(from, job, words) {
  const gone = (Date.now() - from.at) / 1000, made = job.done - from.done;
  if (gone < 8 || made < 3) return ""; // too little to go by
  const minutes = ((job.total - job.done) * gone) / made / 60;
  return minutes < 1 ? words.soon : words.left.replace("{n}", Math.ceil(minutes));
}

async function follow() {
  const said = place.querySelector("[data-said]");
  const bar = place.querySelector("progress");
  const time = place.querySelector("[data-time]");
  let from = null; // where this part of the job was when it was first seen
  for (;;) {
    try {
      const job = await (await fetch(place.dataset.job)).json();
      if (job.state !== "running") {
        location.replace(location.pathname);
        return;
      }
      if (job.total) {
        bar.max = job.total;
        bar.value = job.done;
        const words = (place.dataset[job.kind] ?? "").replace("{done}", job.done).replace("{total}", job.total);
        if (words && words !== said.textContent) said.textContent = words;
        if (!from || from.total !== job.total || job.done < from.done) from = { total: job.total, done: job.done, at: Date.now() };
        time.textContent = left(from, job, place.dataset);
      }
    } catch { /* ask again */ }
    await new Promise((done) => setTimeout(done, 1500));
  }
}

if (place) follow();
