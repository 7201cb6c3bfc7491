// Tells data-url that a text was read: once when most of it was on screen for long enough, and once
// when its end was. Reading itself never writes; these requests do, and nothing depends on them.

const SHARE = 0.6;
const AT_LEAST_MS = 10_000;

export default function beacon(text) {
  const opened = Date.now();
  const { url, via, led } = text.dataset;
  let isTold = false;

  function look() {
    if (Date.now() - opened < AT_LEAST_MS) return;
    const box = text.getBoundingClientRect();
    const seen = window.innerHeight - box.top;
    const isFinished = seen >= box.height;
    if (!isFinished && (isTold || seen < box.height * SHARE)) return;
    isTold = true;
    tell(isFinished);
    if (isFinished) removeEventListener("scroll", look);
  }

  function tell(isFinished) {
    const said = { via, led, finished: isFinished ? "yes" : undefined };
    fetch(url, {
      method: "POST",
      body: new URLSearchParams(Object.entries(said).filter(([, value]) => value)),
      headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
      keepalive: true,
    }).catch(() => {});
  }

  setTimeout(look, AT_LEAST_MS + 50);
  addEventListener("scroll", look, { passive: true });
}
