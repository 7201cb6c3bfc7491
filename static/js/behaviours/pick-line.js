// Numbers of lines that fill the field named by data-for, instead of opening the page anew: what is
// typed elsewhere on it stays. Once its form is sent the next line can be picked.

export default function pickLine(list) {
  const field = document.getElementById(list.dataset.for);
  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    field.value = link.dataset.line;
    field.form.querySelector("textarea").focus();
  });
  field.form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful) field.form.reset();
  });
}
