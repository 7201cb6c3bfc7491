// Shows a text as it will look: posts the textarea to data-url, puts the answer into data-into
// (the id of the preview). Waits until the typing pauses; a late answer never covers a newer one.

const PAUSE_MS = 400;

export default function livePreview(textarea) {
  const preview = document.getElementById(textarea.dataset.into);
  const token = document.querySelector("meta[name=csrf-token]").content;
  let waiting;
  let running;

  async function show() {
    running?.abort();
    running = new AbortController();
    try {
      const response = await fetch(textarea.dataset.url, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams({ [textarea.name]: textarea.value }),
        signal: running.signal,
      });
      if (response.ok) preview.innerHTML = await response.text();
    } catch {
      // overtaken by a newer one, or offline: what is shown stays
    }
  }

  textarea.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE_MS);
  });
  if (textarea.value) show();
}
