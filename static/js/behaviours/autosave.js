// Saves a form by itself ten seconds after the first unsaved change, however long the typing goes
// on, and at once when the page is left. Says so beside the buttons. The first save of something
// new brings its own address, which the page then takes over. Where another window has saved
// meanwhile nothing is written over: the two texts are compared first. What could not be saved is
// not left behind without a question.

const PAUSE_MS = 10_000;
const SENT_WHEN_GONE = 60_000; // bytes; browsers send 64 KB at most for a page that is left

export default function autosave(form) {
  const line = form.querySelector("[data-saved]");
  const compare = form.querySelector("[data-compare]");
  let waiting;
  let running;
  let isStopped = false;
  let isRefused = false;
  let isSent = false;

  function typed() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  const isLong = (data) => new Blob([...data.values()]).size > SENT_WHEN_GONE;

  function say(words, isBad) {
    line.textContent = words;
    line.classList.toggle("is-bad", isBad);
  }

  async function save(isLeaving) {
    clearTimeout(waiting);
    waiting = undefined;
    const body = typed();
    isRefused = true;
    try {
      const response = await fetch(form.getAttribute("action") ?? location.href, {
        method: "POST",
        headers: { Accept: "application/json" },
        body,
        keepalive: isLeaving && !isLong(body),
      });
      const answer = await response.json();
      say(response.ok ? answer.saved : answer.problem, !response.ok);
      if (!response.ok) {
        isStopped = answer.is_clash === true;
        if (compare) compare.hidden = !isStopped;
        return;
      }
      isRefused = false;
      form.elements.based_on.value = answer.based_on;
      form.elements.compared.value = "";
      form.setAttribute("action", answer.url);
      form.dataset.filesUrl = answer.files_url;
      const video = form.querySelector("[data-video]");
      video.hidden = false;
      video.querySelector("a").href = answer.video_url;
      form.querySelector("[data-behaviour=live-preview]").dataset.url = answer.preview_url;
      history.replaceState(null, "", answer.url);
    } catch {
      say(form.dataset.failed, true);
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
  window.addEventListener("beforeunload", (event) => {
    const isCutOff = waiting && isLong(typed());
    if (isSent || !(isRefused || isCutOff)) return;
    if (!isStopped) keep();
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    waiting = undefined;
    isSent = !running;
    if (isSent) return;
    event.preventDefault(); // a save on its way changes what this one is based on
    running.then(() => form.requestSubmit(event.submitter));
  });
}
