// Puts pictures and files into a text: chosen in the field, pasted, or dropped onto the textarea
// named by data-for. Each is sent by itself and its Markdown stands where the cursor was. Without
// this the chosen files go along when the form is saved.

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
    const before = start > 0 && value[start - 1] !== "\n" ? "\n\n" : "";
    const after = value[end] && value[end] !== "\n" ? "\n\n" : "";
    text.setRangeText(before + markdown + after, start, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
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
