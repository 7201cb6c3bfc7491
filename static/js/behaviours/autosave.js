// Saves a form by itself ten seconds after the first unsaved change, however long the typing goes
// on, and at once when the page is left. Says so beside the buttons. The first save of something
// new brings its own address, which the page then takes over. Where another window has saved
// meanwhile nothing is written over: the two texts are compared first.

const PAUSE_MS = 10_000;

export default function autosave(form) {
  const line = form.querySelector("[data-saved]");
  const compare = form.querySelector("[data-compare]");
  let waiting;
  let running;
  let isStopped = false;

  function typed() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  }

  async function save(isLeaving) {
    clearTimeout(waiting);
    waiting = undefined;
    try {
      const response = await fetch(form.getAttribute("action") ?? location.href, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: typed(),
        keepalive: isLeaving,
      });
      const answer = await response.json();
      line.textContent = response.ok ? answer.saved : answer.problem;
      if (!response.ok) {
        isStopped = answer.is_clash === true;
        if (compare) compare.hidden = !isStopped;
        return;
      }
      form.elements.based_on.value = answer.based_on;
      form.setAttribute("action", answer.url);
      form.dataset.filesUrl = answer.files_url;
      form.querySelector("[data-behaviour=live-preview]").dataset.url = answer.preview_url;
      history.replaceState(null, "", answer.url);
    } catch {
      line.textContent = form.dataset.failed;
      waiting ??= setTimeout(keep, PAUSE_MS);
    }
  }

  function keep(isLeaving = false) {
    if (isStopped) return Promise.resolve();
    const turn = (running ?? Promise.resolve()).then(() => save(isLeaving));
    running = turn;
    turn.then(() => {
      if (running === turn) running = undefined;
    });
    return turn;
  }

  form.addEventListener("input", (event) => {
    if (!isStopped && event.target.type !== "file") waiting ??= setTimeout(keep, PAUSE_MS);
  });
  form.addEventListener("save-now", (event) => {
    event.detail.saved = keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && waiting) keep(true);
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    waiting = undefined;
    if (!running) return;
    event.preventDefault(); // a save on its way changes what this one is based on
    running.then(() => form.requestSubmit(event.submitter));
  });
}
