// Follows the job of an assessment and shows the page anew when it is done. All words come from the page.

const place = document.querySelector("[data-job]");

async function follow() {
  const said = place.querySelector("[data-said]");
  const bar = place.querySelector("progress");
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
      }
    } catch { /* ask again */ }
    await new Promise((done) => setTimeout(done, 1500));
  }
}

if (place) follow();
