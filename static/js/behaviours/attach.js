// Puts pictures and files into a text: chosen in the field, pasted, or dropped onto the textarea
// named by data-for. Each is sent by itself and its Markdown stands below the line of the cursor,
// so that a long upload never lands in the middle of a word. Without this the chosen files go along
// when the form is saved.

const { typeIn } = await import(`../typing.js${new URL(import.meta.url).search}`); // kept like the others

export default function attach(place) {
  const field = place.querySelector("input[type=file]");
  const text = document.getElementById(place.dataset.for);
  const form = text.form;
  const line = place.querySelector("[data-attached]");
  const token = document.querySelector("meta[name=csrf-token]").content;
  let queue = Promise.resolve();

  async function address() {
    if (!form.dataset.filesUrl) {
      const detail = {};
      form.dispatchEvent(new CustomEvent("save-now", { detail }));
      await detail.saved;
    }
    return form.dataset.filesUrl;
  }

  function insert(markdown) {
    const { selectionStart: start, selectionEnd: end, value } = text;
    const found = value.indexOf("\n", end);
    const place = found < 0 ? value.length : found;
    const head = value.slice(0, place);
    const tail = value.slice(place);
    const before = head === "" || head.endsWith("\n\n") ? "" : head.endsWith("\n") ? "\n" : "\n\n";
    const after = tail === "" || tail.startsWith("\n\n") ? "" : "\n";
    typeIn(text, place, place, before + markdown + after);
    if (end !== place) text.setSelectionRange(start, end); // somebody is at work elsewhere
  }

  async function send(file) {
    line.textContent = place.dataset.sending;
    const url = await address();
    if (!url) {
      line.textContent = place.dataset.failed;
      return;
    }
    if (file.size > Number(place.dataset.most)) {
      line.textContent = place.dataset.tooLarge;
      return;
    }
    try {
      const { isKept, answer } = await post(url, file);
      if (isKept) insert(answer.markdown);
      line.textContent = isKept ? answer.name : answer.problem;
    } catch {
      line.textContent = place.dataset.failed;
    }
  }

  // Not by fetch, which cannot tell how much of a long video is on its way.
  function post(url, file) {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      line.textContent = `${place.dataset.sending} ${Math.floor((100 * loaded) / total)} %`;
    });
    const body = new FormData();
    body.append("file", file, file.name);
    return new Promise((resolve, reject) => {
      request.addEventListener("error", reject);
      request.addEventListener("load", () => {
        try {
          resolve({ isKept: request.status === 200, answer: JSON.parse(request.responseText) });
        } catch (error) {
          reject(error); // a page, not an answer
        }
      });
      request.open("POST", url);
      request.setRequestHeader("X-CSRFToken", token);
      request.send(body);
    });
  }

  function take(files) {
    for (const file of files) queue = queue.then(() => send(file));
    return files.length > 0;
  }

  field.addEventListener("change", () => {
    if (take([...field.files])) field.value = "";
  });
  text.addEventListener("paste", (event) => {
    if (take([...event.clipboardData.files])) event.preventDefault();
  });
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  text.addEventListener("drop", (event) => {
    if (take([...event.dataTransfer.files])) event.preventDefault();
  });
}
