/** Shows a picture that is chosen, as it will be cut, and saves it whichever button is pressed. Without this it is seen once it is saved. */
const avatar = document.querySelector(".own-picture > .avatar");
const input = document.querySelector<HTMLInputElement>("#picture");
const before = [...(avatar?.childNodes ?? [])];

input?.addEventListener("change", () => {
  const [file] = input.files ?? [];
  if (!avatar || !file) return avatar?.replaceChildren(...before);
  const picture = new Image(96, 96);
  picture.alt = "";
  picture.onload = () =>
    avatar.replaceChildren(...before.filter(({ nodeType }) => nodeType === Node.TEXT_NODE), picture);
  picture.onerror = () => avatar.replaceChildren(...before); // not one that this browser can show: the server says so
  picture.src = URL.createObjectURL(file);
});

const picture = input?.form;
const profile = document.querySelector<HTMLFormElement>("form[action='/profile']");
const typed = () =>
  String(new URLSearchParams([...new FormData(profile ?? undefined)].map(([name, value]) => [name, String(value)])));
const saved = typed();

for (const form of [picture, profile]) form?.addEventListener("submit", (event) => void saveBoth(event));

/** To whoever looks at them the two forms are one: what was changed in the other is not lost. */
async function saveBoth(event: SubmitEvent): Promise<void> {
  if (!picture || !profile || !input.files?.length || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  if (typed() !== saved) {
    const body = new URLSearchParams(typed());
    const answer = await fetch(profile.action, { method: "POST", body }).catch(() => undefined);
    if (!answer?.ok) return profile.submit(); // its page says what is wrong
  }
  picture.submit();
}

export {};
