/** Notification settings. They are kept in this browser; only the page's script reads them. */
import { Html } from "@elysiajs/html";

export const NotificationSettings = () => (
  <form id="notification-settings">
    <fieldset
      id="notification-choices"
      disabled
      aria-label="While you are not looking at this room"
      aria-describedby="notification-hint"
    >
      <label>
        <input type="radio" name="notify" value="off" checked /> Off
      </label>
      <label>
        <input type="radio" name="notify" value="mentions" /> When I'm mentioned
      </label>
      <label>
        <input type="radio" name="notify" value="all" /> For every message
      </label>
      <label>
        <input type="checkbox" name="sound" checked /> Play a soft sound
      </label>
    </fieldset>
    <output id="notification-hint" class="hint"></output>
  </form>
);
