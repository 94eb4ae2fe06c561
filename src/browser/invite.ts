/** The address on the invitation page: copied or shared with a click where the browser can, else selected on focus. */
const field = document.querySelector<HTMLInputElement>("#address");
const copy = document.querySelector<HTMLButtonElement>("#copy-address");
const share = document.querySelector<HTMLButtonElement>("#share-address");

if (field && copy && share) {
  const url = field.value;
  field.onfocus = () => field.select();
  copy.hidden = !navigator.clipboard; // there is none over plain http
  copy.onclick = async () => {
    await navigator.clipboard.writeText(url);
    copy.textContent = "Copied";
  };
  share.hidden = !("share" in navigator);
  share.onclick = () => void navigator.share({ title: document.title, url }).catch(() => {}); // the person may cancel
}
