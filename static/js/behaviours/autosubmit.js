// A filter form is sent when a choice is made; what is typed waits for Enter or the button.

export default function autosubmit(form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) {
      form.requestSubmit();
    }
  });
}
